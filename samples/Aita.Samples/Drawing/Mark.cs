namespace Aita.Samples;

/// <summary>A mark of the pen, relative to the start of its line's baseline.</summary>
internal abstract record Mark
{
    public sealed record Glyph(string Text, float X, float Y, float Size) : Mark;

    public sealed record Stroke(float X1, float Y1, float X2, float Y2) : Mark;

    public Mark Move(float dx, float dy) => this switch
    {
        Glyph g => g with { X = g.X + dx, Y = g.Y + dy },
        Stroke s => new Stroke(s.X1 + dx, s.Y1 + dy, s.X2 + dx, s.Y2 + dy),
        _ => this,
    };
}
