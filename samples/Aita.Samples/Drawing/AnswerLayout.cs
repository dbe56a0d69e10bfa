using SkiaSharp;

namespace Aita.Samples;

/// <summary>Where the lines and sketches of one answer stand on its page. Pure.</summary>
/// <param name="Lines">Each with the start of its baseline; the label is the first.</param>
/// <param name="Drawings">What they show and their upper left corners.</param>
/// <param name="Bounds">Everything, in pixels of the page.</param>
internal sealed record AnswerLayout(
    IReadOnlyList<(Box Line, float X, float Y)> Lines, IReadOnlyList<(string Description, SKPoint At)> Drawings, SKRect Bounds)
{
    public const float SketchHeight = 170;

    private const float Margin = 80;
    private const float SketchIndent = 120;

    public static AnswerLayout Of(Hand hand, Answer answer, float top)
    {
        var layout = Fonts.Layout(hand);
        var label = layout.Set(answer.Label, hand.Size);
        var left = Margin + Math.Max(60, label.Width + 15);
        List<(Box, float, float)> lines = [(label, Margin, top + (hand.Size * 0.72f))];
        var sketches = new List<(string, SKPoint)>();
        var right = Margin + label.Width;
        var y = top;
        foreach (var line in answer.Text.Split('\n'))
        {
            if (line.StartsWith("[sketch", StringComparison.Ordinal))
            {
                sketches.Add((line, new SKPoint(left + SketchIndent, y)));
                right = Math.Max(right, left + SketchIndent + Sketches.WidthOf(line));
                y += SketchHeight;
                continue;
            }

            var box = layout.Set(line, hand.Size);
            y += Math.Max(box.Ascent, hand.Size * 0.72f);
            lines.Add((box, left, y));
            y += Math.Max(box.Descent, hand.Size * 0.25f) + (hand.Size * 0.3f);
            right = Math.Max(right, left + box.Width);
        }

        var bounds = new SKRect(Margin, top, right, y - (hand.Size * 0.3f));
        var code = SKRect.Create(PageCode.Foot.X - 30, PageCode.Foot.Y - 10, PageCode.Size + 40, PageCode.Size + 20);
        return right > PagePainter.Width - 45 || bounds.Bottom > PagePainter.Height - 40 || bounds.IntersectsWith(code)
            ? throw new InvalidOperationException($"The answer '{answer.Text}' does not fit on the page ({right:0} x {bounds.Bottom:0}).")
            : new AnswerLayout(lines, sketches, bounds);
    }

    /// <summary>Top, left, bottom and right in thousandths of the page.</summary>
    public int[] Thousandths() =>
    [
        (int)(Bounds.Top / PagePainter.Height * 1000),
        (int)(Bounds.Left / PagePainter.Width * 1000),
        (int)Math.Ceiling(Bounds.Bottom / PagePainter.Height * 1000),
        (int)Math.Ceiling(Bounds.Right / PagePainter.Width * 1000),
    ];
}
