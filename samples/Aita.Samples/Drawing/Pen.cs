using SkiaSharp;

namespace Aita.Samples;

/// <summary>Draws marks as a hand would: letters stray, turn and change size a little, lines drift, strokes are never straight.</summary>
internal sealed class Pen(SKCanvas canvas, Hand hand, Random random)
{
    private readonly SKTypeface _face = Fonts.Load(hand.Font);

    public float Size => hand.Size;

    /// <summary>Writes one line with its baseline at that point; returns nothing that the hand did not write.</summary>
    public void Write(Box line, float x, float y)
    {
        var phase = random.NextDouble() * Math.Tau;
        var climb = Jitter(0.006f);
        foreach (var mark in line.Marks)
        {
            switch (mark)
            {
                case Mark.Glyph glyph:
                    var drift = (float)(Math.Sin(phase + (glyph.X / 90)) * 1.6 * hand.Unrest) + (climb * glyph.X);
                    Letter(glyph, x + glyph.X, y + glyph.Y + drift);
                    break;
                case Mark.Stroke stroke:
                    Line(x + stroke.X1, y + stroke.Y1 + (climb * stroke.X1), x + stroke.X2, y + stroke.Y2 + (climb * stroke.X2));
                    break;
            }
        }
    }

    public void Line(float x1, float y1, float x2, float y2)
    {
        using var paint = Ink(SKPaintStyle.Stroke);
        paint.StrokeWidth = 2.1f + Jitter(0.4f);
        paint.StrokeCap = SKStrokeCap.Round;
        using var path = new SKPath();
        path.MoveTo(x1 + Jitter(1), y1 + Jitter(1));
        path.CubicTo(
            x1 + ((x2 - x1) * 0.33f) + Jitter(1.5f), y1 + ((y2 - y1) * 0.33f) + Jitter(1.5f),
            x1 + ((x2 - x1) * 0.66f) + Jitter(1.5f), y1 + ((y2 - y1) * 0.66f) + Jitter(1.5f),
            x2 + Jitter(1), y2 + Jitter(1));
        canvas.DrawPath(path, paint);
    }

    private void Letter(Mark.Glyph glyph, float x, float y)
    {
        using var font = new SKFont(Fonts.For(_face, glyph.Text), glyph.Size * (1 + Jitter(0.035f)), 1, hand.Slant == 0 ? 0 : -hand.Slant)
        {
            Edging = SKFontEdging.Antialias,
            Hinting = SKFontHinting.None,
            Subpixel = true,
        };
        using var paint = Ink(SKPaintStyle.StrokeAndFill);
        paint.StrokeWidth = 0.35f + Jitter(0.2f);
        canvas.Save();
        canvas.Translate(x + Jitter(0.7f), y + Jitter(1.1f));
        canvas.RotateDegrees(Jitter(2.2f));
        canvas.DrawText(glyph.Text, 0, 0, font, paint);
        canvas.Restore();
    }

    private SKPaint Ink(SKPaintStyle style) => new()
    {
        Color = new SKColor(0xFF000000 | hand.Ink).WithAlpha((byte)(215 + random.Next(40))),
        IsAntialias = true,
        Style = style,
    };

    private float Jitter(float range) => (float)((random.NextDouble() * 2) - 1) * range * hand.Unrest;
}
