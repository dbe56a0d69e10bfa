using SkiaSharp;

namespace Aita.Exams.Stages.Reports;

/// <summary>Draws text and frames of marks. Its typeface comes with the program, so that marks are never missing on a machine without fonts.</summary>
internal sealed class PdfPen : IDisposable
{
    private const string Name = "fonts/PatrickHand-Regular.ttf";

    private readonly SKTypeface _face = Load();

    /// <summary>Text with its baseline at <paramref name="at"/>. Letters that the typeface lacks are taken from the machine's, else left as boxes.</summary>
    public void Write(SKCanvas canvas, string text, SKPoint at, float size, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        using var font = FontFor(text, size);
        canvas.DrawText(text, at.X, at.Y, SKTextAlign.Left, font, paint);
    }

    public float WidthOf(string text, float size)
    {
        using var font = FontFor(text, size);
        return font.MeasureText(text);
    }

    /// <summary>A label on white in a frame, its upper right corner at <paramref name="corner"/>.</summary>
    public void Label(SKCanvas canvas, string text, SKPoint corner, float size, SKColor color)
    {
        var width = WidthOf(text, size) + (size * 0.6f);
        var box = new SKRect(Math.Max(2, corner.X - width), corner.Y, Math.Max(2 + width, corner.X), corner.Y + LabelHeight(size));
        using var fill = new SKPaint { Color = SKColors.White.WithAlpha(225) };
        canvas.DrawRect(box, fill);
        Frame(canvas, box, color, 0.8f);
        Write(canvas, text, new SKPoint(box.Left + (size * 0.3f), box.Bottom - (size * 0.35f)), size, color);
    }

    /// <summary>The height of a label with letters of that size.</summary>
    public static float LabelHeight(float size) => size * 1.3f;

    public static void Frame(SKCanvas canvas, SKRect box, SKColor color, float width)
    {
        using var paint = new SKPaint { Color = color, Style = SKPaintStyle.Stroke, StrokeWidth = width, IsAntialias = true };
        canvas.DrawRoundRect(box, 2, 2, paint);
    }

    public void Dispose() => _face.Dispose();

    private SKFont FontFor(string text, float size)
    {
        if (!_face.ContainsGlyphs(text))
        {
            var foreign = text.EnumerateRunes().First(rune => !_face.ContainsGlyph(rune.Value));
            if (SKFontManager.Default.MatchCharacter(foreign.Value) is { } other)
            {
                return new SKFont(other, size);
            }
        }

        return new SKFont(_face, size);
    }

    private static SKTypeface Load()
    {
        using var stream = typeof(PdfPen).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"The typeface {Name} is not in the program.");
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data);
    }
}
