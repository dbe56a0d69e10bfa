namespace Aita.Samples;

/// <summary>Marks and the room they take. Lengths are in pixels; ascent and descent count from the baseline, both positive.</summary>
internal sealed record Box(float Width, float Ascent, float Descent, IReadOnlyList<Mark> Marks)
{
    public static Box Empty { get; } = new(0, 0, 0, []);

    public Box Then(Box next, float raise = 0) => new(
        Width + next.Width,
        Math.Max(Ascent, next.Ascent + raise),
        Math.Max(Descent, next.Descent - raise),
        [.. Marks, .. next.Marks.Select(m => m.Move(Width, -raise))]);

    /// <summary>One above the other with a line between, centred on the height of a minus sign.</summary>
    public static Box Fraction(Box over, Box under, float size)
    {
        var pad = size * 0.12f;
        var width = Math.Max(over.Width, under.Width) + (size * 0.2f);
        var axis = size * 0.25f;
        var gap = size * 0.14f;
        var up = axis + gap + over.Descent;
        var down = gap - axis + under.Ascent;
        return new Box(width + (2 * pad), up + over.Ascent, down + under.Descent,
        [
            .. over.Marks.Select(m => m.Move(pad + ((width - over.Width) / 2), -up)),
            .. under.Marks.Select(m => m.Move(pad + ((width - under.Width) / 2), down)),
            new Mark.Stroke(pad, -axis, pad + width, -axis),
        ]);
    }

    public static Box Root(Box inner, float size)
    {
        var hook = size * 0.45f;
        var top = inner.Ascent + (size * 0.1f);
        return new Box(hook + inner.Width + (size * 0.1f), top, inner.Descent,
        [
            new Mark.Stroke(0, -size * 0.15f, hook * 0.3f, -size * 0.25f),
            new Mark.Stroke(hook * 0.3f, -size * 0.25f, hook * 0.6f, inner.Descent),
            new Mark.Stroke(hook * 0.6f, inner.Descent, hook, -top),
            new Mark.Stroke(hook, -top, hook + inner.Width + (size * 0.1f), -top),
            .. inner.Marks.Select(m => m.Move(hook, 0)),
        ]);
    }

    /// <summary>Strokes that nobody can read.</summary>
    public static Box Scrawl(float size)
    {
        float[] heights = [0.1f, 0.5f, 0.05f, 0.3f, -0.1f, 0.45f, 0.1f, 0.2f, 0f, 0.6f, 0.1f, 0.25f, -0.15f, 0.3f, 0.15f, 0.4f, 0f];
        var step = size * 0.45f;
        return new Box(
            step * heights.Length,
            size * 0.72f,
            size * 0.2f,
            [.. Enumerable.Range(1, heights.Length - 1).Select(i => new Mark.Stroke((i - 1) * step, -size * heights[i - 1], i * step, -size * heights[i]))]);
    }

    /// <summary>Limits of an integral: one at the top right, one at the bottom right.</summary>
    public Box WithScripts(Box? upper, Box? lower, float size)
    {
        var raise = size * 0.42f;
        var drop = size * 0.22f;
        return new Box(
            Width + Math.Max(upper?.Width ?? 0, lower?.Width ?? 0) + (size * 0.04f),
            Math.Max(Ascent, upper is null ? 0 : raise + upper.Ascent),
            Math.Max(Descent, lower is null ? 0 : drop + lower.Descent),
            [
                .. Marks,
                .. (upper?.Marks ?? []).Select(m => m.Move(Width, -raise)),
                .. (lower?.Marks ?? []).Select(m => m.Move(Width, drop)),
            ]);
    }

    public Box CrossedOut(float size) => this with
    {
        Marks =
        [
            .. Marks,
            new Mark.Stroke(-3, -size * 0.18f, Width + 4, -size * 0.3f),
            new Mark.Stroke(-2, -size * 0.32f, Width + 2, -size * 0.2f),
        ],
    };
}
