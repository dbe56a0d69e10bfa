using SkiaSharp;

namespace Aita.Samples;

/// <summary>Draws one page: what is printed, and what a student wrote on it.</summary>
internal static class PagePainter
{
    public const int Width = 1000;
    public const int Height = 1414;

    private const float Margin = 80;
    private const float PrintSize = 20;
    private const float PrintLine = 27;

    public static void Print(SKCanvas canvas, int page)
    {
        Text(canvas, Midterm.Name, Margin, 75, 26);
        Text(canvas, $"Page {page} of {Midterm.Pages}", 800, 75, PrintSize);
        Text(canvas, "Name:", Margin, 112, PrintSize);
        Text(canvas, "____________________________", 145, 112, PrintSize);
        Text(canvas, "ID:", 640, 112, PrintSize);
        Text(canvas, "____________", 680, 112, PrintSize);
        if (page == 1)
        {
            Text(canvas, $"Answer all questions. {Midterm.Spec.TotalPoints} points in all. Write in the room below each question;", Margin, 160, PrintSize);
            Text(canvas, "if you need more, use free room on another page and say so.", Margin, 160 + PrintLine, PrintSize);
        }

        foreach (var question in Midterm.Questions.Where(q => q.Page == page))
        {
            Text(canvas, $"{question.Id}.", Margin, question.Top, PrintSize);
            var y = question.Top;
            foreach (var line in question.Text.Split('\n'))
            {
                Text(canvas, line, Margin + 45, y, PrintSize);
                y += PrintLine;
            }

            Text(canvas, $"[{question.Points:0.##} points]", 820, y, 18);
        }
    }

    public static void Write(SKCanvas canvas, Student student, int page, Random random)
    {
        using var pen = new Pen(canvas, student.Hand, random);
        var layout = new LineLayout(pen.Measure);
        pen.Write(layout.Set(student.Name, pen.Size), 165, 108);
        pen.Write(layout.Set(student.Id, pen.Size), 705, 108);
        foreach (var answer in OnPage(student, page))
        {
            WriteAnswer(pen, layout, answer);
        }
    }

    public static IEnumerable<Answer> OnPage(Student student, int page) =>
        student.Answers.Where(a => (a.Page ?? Question(a).Page) == page);

    private static PrintedQuestion Question(Answer answer) => Midterm.Questions.Single(q => q.Id == answer.QuestionId);

    private static void WriteAnswer(Pen pen, LineLayout layout, Answer answer)
    {
        var label = layout.Set(answer.Label, pen.Size);
        var left = Margin + Math.Max(60, label.Width + 15);
        var y = answer.Top ?? Question(answer).AnswerTop;
        pen.Write(label, Margin, y + (pen.Size * 0.72f));
        foreach (var line in answer.Text.Split('\n'))
        {
            if (line.StartsWith("[sketch", StringComparison.Ordinal))
            {
                Forces(pen, layout, left + 120, y);
                y += 170;
                continue;
            }

            var box = layout.Set(line, pen.Size);
            if (left + box.Width > Width - 45 || y + box.Ascent + box.Descent > Height - 40)
            {
                throw new InvalidOperationException($"The line '{line}' does not fit on the page ({left + box.Width:0} x {y + box.Ascent + box.Descent:0}).");
            }

            y += Math.Max(box.Ascent, pen.Size * 0.72f);
            pen.Write(box, left, y);
            y += Math.Max(box.Descent, pen.Size * 0.25f) + (pen.Size * 0.3f);
        }
    }

    /// <summary>A box between two equal arrows.</summary>
    private static void Forces(Pen pen, LineLayout layout, float x, float top)
    {
        const float Side = 46, Arrow = 55;
        var y = top + Arrow;
        pen.Line(x, y, x + Side, y);
        pen.Line(x + Side, y, x + Side, y + Side);
        pen.Line(x + Side, y + Side, x, y + Side);
        pen.Line(x, y + Side, x, y);
        var middle = x + (Side / 2);
        ArrowTo(y, -1, "kv");
        ArrowTo(y + Side, 1, "mg");

        void ArrowTo(float from, int direction, string label)
        {
            var tip = from + (direction * Arrow);
            pen.Line(middle, from, middle, tip);
            pen.Line(middle, tip, middle - 8, tip - (direction * 12));
            pen.Line(middle, tip, middle + 8, tip - (direction * 12));
            pen.Write(layout.Set(label, pen.Size), middle + 20, from + (direction * 28) + 10);
        }
    }

    private static void Text(SKCanvas canvas, string text, float x, float y, float size)
    {
        using var font = new SKFont(Fonts.Print, size) { Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None, Subpixel = true };
        using var paint = new SKPaint { Color = new SKColor(0xFF1A1A1A), IsAntialias = true };
        if (x + font.MeasureText(text) > Width - 40)
        {
            throw new InvalidOperationException($"The printed line '{text}' does not fit on the page.");
        }

        canvas.DrawText(text, x, y, font, paint);
    }
}
