using Aita.Exams.Domain;
using Aita.Exams.Results;
using SkiaSharp;

namespace Aita.Exams.Stages.Reports;

/// <summary>
/// A student's pages as a PDF with the marks on them: total and points of every question above the first page, a frame with its mark around
/// each answer. The same input gives the same bytes.
/// </summary>
internal static class AnnotatedPdf
{
    private const float Margin = 18;
    private const float LabelSize = 12;
    private const float TitleSize = 17;
    private const float LineHeight = 17;

    private static readonly SKColor Marked = new(0xC2, 0x2F, 0x2F);
    private static readonly SKColor Open = new(0xA6, 0x64, 0x00);
    private static readonly SKColor Ink = new(0x22, 0x22, 0x22);

    /// <summary>The PDF; <see langword="null"/> when the student has no page that can be shown.</summary>
    /// <param name="student">The student.</param>
    /// <param name="spec">The exam.</param>
    /// <param name="pages">The student's pages, in order.</param>
    /// <param name="scale">Letters; <see langword="null"/> for none.</param>
    /// <param name="warnings">Receives a sentence for each page that cannot be shown.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    public static async Task<byte[]?> RenderAsync(
        StudentResult student, ExamSpec spec, IReadOnlyList<StudentPage> pages, LetterScale? scale, List<string> warnings, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        using var pen = new PdfPen();
        var drawn = 0;
        using (var stream = new SKManagedWStream(output))
        using (var document = SKDocument.CreatePdf(stream, new SKDocumentPdfMetadata { Title = spec.ExamName, Creator = "aita", RasterDpi = 150, EncodingQuality = 101 }))
        {
            foreach (var page in pages)
            {
                using var loaded = await PdfPage.LoadAsync(page, cancellationToken).ConfigureAwait(false);
                if (loaded.Image is null)
                {
                    warnings.Add($"{student.Folder.Name}, page {page.Number} is not in the PDF: {loaded.Error}");
                    continue;
                }

                Draw(document, loaded, student, spec, drawn++ == 0 ? HeadLines(student, spec, scale, pen, loaded.Size.Width) : [], pen);
            }

            document.Close();
        }

        return drawn > 0 ? output.ToArray() : null;
    }

    private static void Draw(SKDocument document, PdfPage page, StudentResult student, ExamSpec spec, List<string> head, PdfPen pen)
    {
        var size = page.Size;
        var band = head.Count == 0 ? 0 : (head.Count * LineHeight) + Margin;
        using var canvas = document.BeginPage(size.Width, size.Height + band);
        for (var i = 0; i < head.Count; i++)
        {
            var color = i == 0 ? Ink : student.IsComplete ? Marked : Open;
            pen.Write(canvas, head[i], new SKPoint(Margin, Margin + (i * LineHeight)), i == 1 ? TitleSize : LabelSize, color);
        }

        var area = new SKRect(0, band, size.Width, band + size.Height);
        canvas.DrawImage(page.Image, area);
        foreach (var answer in student.Answers)
        {
            foreach (var (region, i) in RegionsOn(answer, page.Page.Number).Select((region, i) => (region, i)))
            {
                DrawMark(canvas, answer, region, area, i == 0, pen);
            }
        }

        document.EndPage();
    }

    private static void DrawMark(SKCanvas canvas, AnswerResult answer, PageRegion region, SKRect area, bool isFirst, PdfPen pen)
    {
        var color = answer.IsResolved ? Marked : Open;
        var box = new SKRect(X(region.Left), Y(region.Top), X(region.Right), Y(region.Bottom));
        PdfPen.Frame(canvas, box, color, 1);
        if (isFirst)
        {
            // Above the frame: frames are tight, and the label must not hide what is written.
            var top = Math.Max(area.Top, box.Top - PdfPen.LabelHeight(LabelSize));
            pen.Label(canvas, $"{answer.Question.QuestionId}: {Figures.Mark(answer)}{Standings.Word(answer)}", new SKPoint(box.Right, top), LabelSize, color);
        }

        float X(int thousandths) => area.Left + (area.Width * Math.Clamp(thousandths, 0, 1000) / 1000);
        float Y(int thousandths) => area.Top + (area.Height * Math.Clamp(thousandths, 0, 1000) / 1000);
    }

    private static IEnumerable<PageRegion> RegionsOn(AnswerResult answer, int page) =>
        answer.Answer?.Regions.Where(region => region.PageNumber == page && region.Right > region.Left && region.Bottom > region.Top) ?? [];

    /// <summary>Who, the total, every question with how far its mark may be relied on, and what that means, in lines that fit.</summary>
    private static List<string> HeadLines(StudentResult student, ExamSpec spec, LetterScale? scale, PdfPen pen, float width)
    {
        var letter = scale is not null && student.Percentage is { } share ? $", {scale.Of(share)}" : "";
        List<string> lines =
        [
            $"{student.Identity.StudentName}, {spec.ExamName}",
            $"Total {Figures.Total(student)} ({Figures.Standing(student)}{letter})",
        ];
        var line = "";
        foreach (var mark in student.Answers.Select(answer => $"{answer.Question.QuestionId}: {Figures.Mark(answer)}{Standings.PlainLetter(answer)}"))
        {
            var longer = line.Length == 0 ? mark : $"{line}    {mark}";
            if (line.Length > 0 && pen.WidthOf(longer, LabelSize) > width - (2 * Margin))
            {
                lines.Add(line);
                longer = mark;
            }

            line = longer;
        }

        lines.Add(line);
        return Standings.PlainLegend(student.Answers) is { Length: > 0 } legend ? [.. lines, legend] : lines;
    }
}
