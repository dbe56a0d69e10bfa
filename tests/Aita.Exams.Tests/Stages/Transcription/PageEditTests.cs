using Aita.Exams.Stages.Transcription;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Transcription;

/// <summary>Which page files count as a person's work, and for which page.</summary>
public sealed class PageEditTests
{
    [Fact]
    public async Task ReadAsync_AnEditWhosePageIsAnotherImageNow_IsRefused()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var student = midterm.Folder.Student("Nova Quill");
        await RunAsync(midterm);
        await EditAsync(student, 2, "I think", "CORRECTED BY HAND");
        File.Copy(student.ListPages()[0], Path.Join(student.Pages, "page_000.jpg"));

        var exception = await Assert.ThrowsAsync<ExamException>(() => TranscriptionPlan.ReadAsync(midterm.Folder));

        Assert.Contains("Nova Quill, page 2 was edited for page_002.jpg, but is now page_001.jpg", exception.Message, StringComparison.Ordinal);
        Assert.Contains(student.PageTranscription(2), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_AnEditWhoseImageHasChanged_WaitsForAPersonUntilItIsConfirmed()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var student = midterm.Folder.Student("Nova Quill");
        await RunAsync(midterm);
        await EditAsync(student, 2, "I think", "CORRECTED BY HAND");
        Assert.Empty((await TranscriptionPlan.ReadAsync(midterm.Folder)).Warnings);
        File.Copy(student.ListPages()[0], student.ListPages()[1], overwrite: true);

        var plan = await TranscriptionPlan.ReadAsync(midterm.Folder);
        var result = await TranscriptionStage.RunAsync(plan, midterm.Executor(_ => PageAnswers.Good));

        Assert.Equal(0, plan.Calls);
        var warning = Assert.Single(plan.Warnings);
        Assert.Contains("Nova Quill, page 2 (page_002.jpg) was edited, but its image has changed since", warning, StringComparison.Ordinal);
        Assert.Equal((StageItemState.Failed, warning), (result.Items[1].State, result.Items[1].Error));
        Assert.Contains("CORRECTED BY HAND", await File.ReadAllTextAsync(student.PageTranscription(2)), StringComparison.Ordinal);
        var answers = (await ExamFiles.TryReadAnswersAsync(student))!;
        Assert.Equal([2], answers.FailedPages);
        Assert.DoesNotContain(answers.QuestionAnswers, answer => answer.RawText.Contains("CORRECTED BY HAND", StringComparison.Ordinal));

        // A second run says it again, and --force sends nothing either.
        Assert.Equal(warning, Assert.Single((await TranscriptionPlan.ReadAsync(midterm.Folder, new() { Student = "Nova Quill" })).Warnings));

        var confirm = System.Text.RegularExpressions.Regex.Match(warning, "\"confirmed_image\": \"[0-9a-f]{12}\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        Assert.NotEmpty(confirm);
        await EditAsync(student, 2, "\"page_number\": 2,", $"\"page_number\": 2, {confirm},");
        var confirmed = await TranscriptionPlan.ReadAsync(midterm.Folder);
        var after = await TranscriptionStage.RunAsync(confirmed, midterm.Executor(_ => PageAnswers.Good));

        Assert.Empty(confirmed.Warnings);
        Assert.Equal(StageItemState.Edited, after.Items[1].State);
        Assert.Empty((await ExamFiles.TryReadAnswersAsync(student))!.FailedPages);
    }

    [Fact]
    public async Task RunAsync_APageThatAPersonEmptied_StaysEmpty()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var student = midterm.Folder.Student("Nova Quill");
        await RunAsync(midterm);
        await EditAsync(student, 2, "1a) I think B", "");
        await EditAsync(student, 2, "0.93", "0");

        var plan = await TranscriptionPlan.ReadAsync(midterm.Folder);
        var result = await TranscriptionStage.RunAsync(plan, midterm.Executor(_ => PageAnswers.Good));

        Assert.Equal(0, plan.Calls);
        Assert.Equal([StageItemState.Kept, StageItemState.Edited, StageItemState.Kept], result.Items.Select(item => item.State));
        Assert.Equal("", (await ExamFiles.TryReadPageAsync(student, 2))!.TranscribedText);
    }

    [Fact]
    public async Task ReadAsync_AfterTwoWritesThatFailed_TakesTheOldPageForNoEdit()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var student = midterm.Folder.Student("Nova Quill");
        await RunAsync(midterm);
        var (page, whole) = (await File.ReadAllTextAsync(student.PageTranscription(2)), await File.ReadAllTextAsync(student.Transcriptions));
        for (var i = 0; i < 2; i++)
        {
            // As after a crash between the record and the files.
            await RunAsync(midterm, force: true, answer: PageAnswers.Good.Replace("think B", $"think {i}", StringComparison.Ordinal));
            await File.WriteAllTextAsync(student.PageTranscription(2), page);
            await File.WriteAllTextAsync(student.Transcriptions, whole);
        }

        var plan = await TranscriptionPlan.ReadAsync(midterm.Folder);
        var result = await TranscriptionStage.RunAsync(plan, midterm.Executor(_ => PageAnswers.Good, checkpoint: false));

        Assert.Equal(1, plan.Calls);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task ReadAsync_AFailedPageOfTheOlderSystemAfterAWriteThatFailed_IsNoEdit()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var student = midterm.Folder.Student("Nova Quill");
        Directory.CreateDirectory(student.TranscriptionFolder);
        const string Failed = """{"page_number":2,"image_path":"p.jpg","transcribed_text":"","confidence":0.0}""";
        await File.WriteAllTextAsync(student.PageTranscription(2), Failed);
        await RunAsync(midterm);
        await File.WriteAllTextAsync(student.PageTranscription(2), Failed);

        Assert.Equal(1, (await TranscriptionPlan.ReadAsync(midterm.Folder)).Calls);
    }

    private static async Task RunAsync(Midterm midterm, bool force = false, string answer = PageAnswers.Good) =>
        await TranscriptionStage.RunAsync(
            await TranscriptionPlan.ReadAsync(midterm.Folder, new() { Force = force }), midterm.Executor(_ => answer, checkpoint: false));

    private static async Task EditAsync(StudentFolder student, int page, string old, string now)
    {
        var text = await File.ReadAllTextAsync(student.PageTranscription(page));
        Assert.Contains(old, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(student.PageTranscription(page), text.Replace(old, now, StringComparison.Ordinal));
    }
}
