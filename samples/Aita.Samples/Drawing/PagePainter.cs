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

    /// <summary>What is printed: the exam's page, and the codes of whose sheet it is.</summary>
    public static void Print(SKCanvas canvas, Exam exam, string student, int page)
    {
        PageCode.Print(canvas, exam, student, page);
        Text(canvas, exam.Name, Margin, 75, 26);
        Text(canvas, $"Page {page} of {exam.Pages}", 800, 75, PrintSize);
        Text(canvas, "Name:", Margin, 112, PrintSize);
        Text(canvas, "____________________________", 145, 112, PrintSize);
        Text(canvas, "ID:", 640, 112, PrintSize);
        Text(canvas, "____________", 680, 112, PrintSize);
        if (page == 1)
        {
            Text(canvas, $"Answer all questions. {exam.TotalPoints} points in all. Write in the room below each question;", Margin, 160, PrintSize);
            Text(canvas, "if you need more, use free room on another page and say so.", Margin, 160 + PrintLine, PrintSize);
        }

        foreach (var question in exam.Questions.Where(q => q.Page == page))
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

    /// <summary>What the student wrote on it.</summary>
    public static void Write(SKCanvas canvas, Exam exam, Student student, int page, Random random)
    {
        var pen = new Pen(canvas, student.Hand, random);
        var layout = Fonts.Layout(student.Hand);
        var (name, id) = student.Head(page);
        pen.Write(layout.Set(name, pen.Size), 165, 108);
        pen.Write(layout.Set(id, pen.Size), 705, 108);
        foreach (var answer in OnPage(exam, student, page))
        {
            var place = Place(exam, student, answer);
            foreach (var (line, x, y) in place.Lines)
            {
                pen.Write(line, x, y);
            }

            foreach (var sketch in place.Drawings)
            {
                Sketches.Draw(pen, layout, sketch.Description, sketch.At.X, sketch.At.Y);
            }
        }
    }

    public static IEnumerable<Answer> OnPage(Exam exam, Student student, int page) =>
        student.Answers.Where(a => (a.Page ?? exam.Question(a.QuestionId).Page) == page);

    public static AnswerLayout Place(Exam exam, Student student, Answer answer) =>
        AnswerLayout.Of(student.Hand, answer, answer.Top ?? exam.Question(answer.QuestionId).AnswerTop);

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
