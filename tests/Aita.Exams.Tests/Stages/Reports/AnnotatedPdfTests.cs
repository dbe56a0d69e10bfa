using Aita.Exams.Domain;
using Aita.Exams.Stages.Reports;
using Aita.Exams.Tests.Images;
using Aita.Exams.Tests.Results;
using SkiaSharp;
using UglyToad.PdfPig;

namespace Aita.Exams.Tests.Stages.Reports;

public sealed class AnnotatedPdfTests
{
    [Fact]
    public async Task RunAsync_Pdf_HasTheTotalTheMarksAndTheScansAsTheyAre()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1", 4, 2.5m, null);

        await ReportStage.RunAsync(course.Folder);

        var bytes = await File.ReadAllBytesAsync(student.AnnotatedExam);
        using var pdf = PdfDocument.Open(bytes);
        var (first, second) = (pdf.GetPage(1).Text, pdf.GetPage(2).Text);
        Assert.Equal(2, pdf.NumberOfPages);
        Assert.Contains("Total 6.5 / 20 (1 open)", first, StringComparison.Ordinal);
        Assert.Contains("Nova Quill, Midterm 1", first, StringComparison.Ordinal);
        Assert.Contains("1b: 2.5 / 6", first, StringComparison.Ordinal);
        Assert.Contains("2: open / 10", first, StringComparison.Ordinal);
        Assert.Equal("2: open / 10", second);
        foreach (var page in student.ListPages())
        {
            // The JPEG of the scan stands in the PDF byte for byte: it was not encoded anew.
            var scan = await File.ReadAllBytesAsync(page);
            Assert.True(bytes.AsSpan().IndexOf(scan) > 0);
        }
    }

    [Fact]
    public async Task RunAsync_Pdf_SaysOfEachMarkHowFarItMayBeReliedOn()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1",
        [
            GradedClass.Graded(0, 4) with { Standing = MarkStanding.Accepted },
            GradedClass.Graded(1, 2.5m),
            GradedClass.Graded(2, 9) with { Source = MarkSource.Person, Standing = MarkStanding.Decided, DecidedBy = "Kim" },
        ]);

        await ReportStage.RunAsync(course.Folder);

        using var pdf = PdfDocument.Open(student.AnnotatedExam);
        var (first, second) = (pdf.GetPage(1).Text, pdf.GetPage(2).Text);
        Assert.Contains("1a: 4 / 4 A    1b: 2.5 / 6 S    2: 9 / 10 D", first, StringComparison.Ordinal);
        Assert.Contains("S suggested by a machine, A accepted by calibration, D decided by a person", first, StringComparison.Ordinal);
        Assert.Equal("2: 9 / 10, decided", second);
    }

    [Fact]
    public async Task RunAsync_PageSizes_FollowTheImagesAndMarksStandAtTheirAnswers()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1", 4, 6, 10);
        await File.WriteAllBytesAsync(student.ListPages()[1], TestImage.Encode(SKEncodedImageFormat.Png, 850, 1100));

        await ReportStage.RunAsync(course.Folder);

        using var pdf = PdfDocument.Open(student.AnnotatedExam);
        var page = pdf.GetPage(2);
        Assert.Equal((612, 792), (Math.Round(page.Width), Math.Round(page.Height)));
        var label = page.GetWords().First(word => word.Text == "2:");
        // The answer's region begins at 600 thousandths from the top, and its label stands on its upper edge.
        Assert.InRange(792 - label.BoundingBox.Bottom, 0.58 * 792, 0.6 * 792);
        Assert.InRange(label.BoundingBox.Left, 0.65 * 612, 0.9 * 612);
    }

    [Fact]
    public async Task RunAsync_StudentWithoutRegions_HasItsMarksOnTheFirstPage()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Zoë Ångström", "1", [.. Enumerable.Range(0, 3).Select(i => GradedClass.Of(i) with
        {
            State = GradeState.Blank, Source = MarkSource.Rule, PointsEarned = 0,
        })]);
        await Workspace.AnswersFile.ChangeAsync(student, answers => answers with { QuestionAnswers = [] });

        await ReportStage.RunAsync(course.Folder, new() { Scale = LetterScale.Parse("A:50,F:0") });

        using var pdf = PdfDocument.Open(student.AnnotatedExam);
        Assert.Contains("Zoë Ångström, Midterm 1", pdf.GetPage(1).Text, StringComparison.Ordinal);
        Assert.Contains("Total 0 / 20 (0.0 %, F)", pdf.GetPage(1).Text, StringComparison.Ordinal);
    }
}
