using Aita.Exams.Domain;
using Aita.Exams.Stages.Questions;
using Aita.Exams.Tests.Images;
using Aita.Exams.Workspace;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Tests.Stages.Questions;

public sealed class QuestionsStageTests
{
    private const string Good = """
        {"exam_name":"Quiz","total_pages":3,"printed_total":5,"questions":[
          {"question_id":"1","question_text":"$\frac{1}{2} \theta$?","points":2,"question_type":"calculation","page_number":1},
          {"question_id":"2","question_text":"Why?","points":3,"question_type":"long_answer","page_number":3}]}
        """;

    [Fact]
    public async Task RunAsync_TheBlankExam_WritesTheExamAndHandsItOn()
    {
        using var midterm = WithBlankExam();
        using var model = new ScriptedModel(_ => Good);
        ExamSpec? handedOn = null;
        var plan = await QuestionsPlan.ReadAsync(midterm.Folder);
        var work = new QuestionsWork(plan) { SpecReady = (spec, _) => { handedOn = spec; return default; } };
        using var batch = new Exams.Workflow.StageBatch(work);

        await batch.RunAsync(midterm.Executor(model), "test");

        var written = await ExamFiles.ReadExamSpecAsync(midterm.Folder);
        Assert.Equal((1, 3), (plan.Calls, plan.TotalPages));
        Assert.Equal(["1", "2"], written.Questions.Select(question => question.QuestionId));
        Assert.Equal(@"$\frac{1}{2} \theta$?", written.Questions[0].QuestionText);
        Assert.Equal((5m, 3), (written.TotalPoints, written.TotalPages));
        Assert.Equal(written.Questions, handedOn!.Questions);
        var request = Assert.Single(model.Requests);
        Assert.Equal([typeof(TextContent), typeof(DataContent), typeof(DataContent), typeof(DataContent)], request[0].Contents.Select(content => content.GetType()));
        Assert.Equal(StageItemState.Made, Assert.Single(work.Result.Items).State);
    }

    [Fact]
    public async Task RunAsync_ASecondTime_SendsNothingAndHandsOnTheSame()
    {
        using var midterm = WithBlankExam();
        await RunAsync(midterm, _ => Good);
        var before = await File.ReadAllBytesAsync(midterm.Folder.ExamSpec);
        using var model = new ScriptedModel(_ => Good);

        var plan = await QuestionsPlan.ReadAsync(midterm.Folder);
        var result = await QuestionsStage.RunAsync(plan, midterm.Executor(model));

        Assert.Equal(0, plan.Calls);
        Assert.Empty(model.Requests);
        Assert.Equal(StageItemState.Kept, Assert.Single(result.Items).State);
        Assert.Equal(2, result.Spec!.Questions.Count);
        Assert.Equal(before, await File.ReadAllBytesAsync(midterm.Folder.ExamSpec));
    }

    [Fact]
    public async Task RunAsync_ProblemsInTheAnswer_AreShownOnceAndMended()
    {
        using var midterm = WithBlankExam();
        var answers = new Queue<string>([Good.Replace("\"question_id\":\"2\"", "\"question_id\":\"1\"", StringComparison.Ordinal), Good]);
        using var model = new ScriptedModel(_ => answers.Dequeue());

        var result = await QuestionsStage.RunAsync(await QuestionsPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        Assert.Equal(2, model.Requests.Count);
        Assert.Contains("Question 1: the id is used 2 times", model.Requests[1][^1].Text, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], result.Spec!.Questions.Select(question => question.QuestionId));
    }

    [Fact]
    public async Task RunAsync_ATotalThatDoesNotFit_FailsAndWritesNothing()
    {
        using var midterm = WithBlankExam();
        using var model = new ScriptedModel(_ => Good.Replace("\"printed_total\":5", "\"printed_total\":50", StringComparison.Ordinal));

        var result = await QuestionsStage.RunAsync(await QuestionsPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        Assert.Equal(2, model.Requests.Count);
        Assert.Contains("The printed total is 50 points, but the questions add up to 5", Assert.Single(result.Items).Error, StringComparison.Ordinal);
        Assert.False(File.Exists(midterm.Folder.ExamSpec));
    }

    [Fact]
    public async Task RunAsync_AnExamThatAPersonEdited_IsOverwrittenByForceOnlyAndKept()
    {
        using var midterm = WithBlankExam();
        await RunAsync(midterm, _ => Good);
        var edited = (await File.ReadAllTextAsync(midterm.Folder.ExamSpec)).Replace("Why?", "Why not?", StringComparison.Ordinal);
        await File.WriteAllTextAsync(midterm.Folder.ExamSpec, edited);
        using var model = new ScriptedModel(_ => Good);

        var kept = await QuestionsStage.RunAsync(await QuestionsPlan.ReadAsync(midterm.Folder), midterm.Executor(model));
        var forced = await QuestionsStage.RunAsync(
            await QuestionsPlan.ReadAsync(midterm.Folder, new() { Force = true }), midterm.Executor(model, checkpoint: false), time: new Morning());

        Assert.Equal(StageItemState.Edited, Assert.Single(kept.Items).State);
        Assert.Equal("Why not?", kept.Spec!.Questions[1].QuestionText);
        Assert.Single(model.Requests);
        Assert.Equal("Why?", (await ExamFiles.ReadExamSpecAsync(midterm.Folder)).Questions[1].QuestionText);
        var backup = Path.Join(midterm.Folder.Root, "results", "exam_spec_backup_20261124_080000.json");
        Assert.Contains(backup, forced.Files);
        Assert.Equal(edited, await File.ReadAllTextAsync(backup));
        Assert.Equal(StageItemState.Kept, Assert.Single((await QuestionsStage.RunAsync(await QuestionsPlan.ReadAsync(midterm.Folder), midterm.Executor(model))).Items).State);
    }

    [Fact]
    public async Task RunAsync_AnExamThatCannotBeUsed_IsNamedAndReplacedByForceOnly()
    {
        using var midterm = WithBlankExam();
        await File.WriteAllTextAsync(midterm.Folder.ExamSpec, "{ not JSON");

        var exception = await Assert.ThrowsAsync<ExamException>(() => QuestionsPlan.ReadAsync(midterm.Folder));
        var forced = await QuestionsStage.RunAsync(await QuestionsPlan.ReadAsync(midterm.Folder, new() { Force = true }), midterm.Executor(_ => Good));

        Assert.Contains(midterm.Folder.ExamSpec, exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, forced.Files.Count);
    }

    [Fact]
    public async Task RunAsync_OtherPagesThanBefore_StaysWithAWarning()
    {
        using var midterm = WithBlankExam();
        await RunAsync(midterm, _ => Good);
        var pages = Directory.GetFiles(midterm.Folder.BlankExam);
        File.Copy(pages[0], pages[1], overwrite: true);

        var plan = await QuestionsPlan.ReadAsync(midterm.Folder);

        Assert.Equal(0, plan.Calls);
        Assert.Contains("--force makes it anew", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_FromAStudent_MasksTheNameAndLeavesOutHandwriting()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        File.Delete(midterm.Folder.ExamSpec);
        using var model = new ScriptedModel(_ => Good);

        var plan = await QuestionsPlan.ReadAsync(midterm.Folder, new() { FromStudent = "nova quill", NameStripPercent = 15 });
        await QuestionsStage.RunAsync(plan, midterm.Executor(model));

        Assert.True(plan.MasksNames);
        Assert.Contains("Leave out everything written by hand", Assert.Single(model.Prompts), StringComparison.Ordinal);
        Assert.DoesNotContain("Nova", Assert.Single(model.Prompts), StringComparison.OrdinalIgnoreCase);
        Assert.All(model.Requests[0][0].Contents.OfType<DataContent>(), image =>
        {
            using var page = SkiaSharp.SKBitmap.Decode(image.Data.Span);
            Assert.Equal(SkiaSharp.SKColors.White, page.GetPixel(page.Width / 2, page.Height / 10));
        });
    }

    [Fact]
    public async Task RunAsync_FromAStudentWhoseStripIsNotKnown_SendsNothing()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        File.Delete(midterm.Folder.ExamSpec);
        using var model = new ScriptedModel(_ => Good);

        var result = await QuestionsStage.RunAsync(
            await QuestionsPlan.ReadAsync(midterm.Folder, new() { FromStudent = "Nova Quill", Redaction = Privacy.Redaction.On }), midterm.Executor(model));

        Assert.Empty(model.Requests);
        Assert.Contains("Page 1 is not sent", Assert.Single(result.Items).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_APdfOfSeveralKinds_IsReadPageByPage()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        File.Delete(midterm.Folder.ExamSpec);
        using var page = TestPage.Draw(1, key: 5, writing: 1);
        Directory.CreateDirectory(midterm.Folder.BlankExam);
        await File.WriteAllBytesAsync(Path.Join(midterm.Folder.BlankExam, "exam.pdf"), new TestPdf().Jpeg(page).Flate(page).Vector().ToBytes());
        using var model = new ScriptedModel(_ => Good);

        var result = await QuestionsStage.RunAsync(await QuestionsPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        Assert.Equal(StageItemState.Made, Assert.Single(result.Items).State);
        var sent = model.Requests[0][0].Contents.OfType<DataContent>().ToList();
        Assert.Equal(["image/jpeg", "image/jpeg", "image/jpeg"], sent.Select(image => image.MediaType));
        Assert.All(sent, image => Assert.True(SkiaSharp.SKBitmap.DecodeBounds(image.Data.Span).Width > 300));
    }

    [Fact]
    public async Task RunAsync_AProtectedPdf_IsNamed()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        File.Delete(midterm.Folder.ExamSpec);
        using var page = TestPage.Draw(1);
        Directory.CreateDirectory(midterm.Folder.BlankExam);
        await File.WriteAllBytesAsync(Path.Join(midterm.Folder.BlankExam, "exam.pdf"), new TestPdf().Jpeg(page).ToBytes(encrypted: true));

        var result = await QuestionsStage.RunAsync(await QuestionsPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => Good));

        Assert.Contains("Page 1 cannot be used: The PDF is protected by a password", Assert.Single(result.Items).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_WithoutPages_SaysWhatToDo()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        File.Delete(midterm.Folder.ExamSpec);

        var none = await Assert.ThrowsAsync<ExamException>(() => QuestionsPlan.ReadAsync(midterm.Folder));
        var nobody = await Assert.ThrowsAsync<ExamException>(() => QuestionsPlan.ReadAsync(midterm.Folder, new() { FromStudent = "Nobody" }));

        Assert.Contains("put the blank exam in", none.Message, StringComparison.Ordinal);
        Assert.Contains("there are 'Nova Quill'", nobody.Message, StringComparison.Ordinal);
    }

    private static async Task RunAsync(Midterm midterm, Func<string, string> answer) =>
        await QuestionsStage.RunAsync(await QuestionsPlan.ReadAsync(midterm.Folder), midterm.Executor(answer));

    /// <summary>The synthetic exam with its blank pages and without its list of questions.</summary>
    private static Midterm WithBlankExam()
    {
        var midterm = Midterm.Copy("Nova Quill");
        midterm.CopyBlankExam();
        File.Delete(midterm.Folder.ExamSpec);
        return midterm;
    }

    private sealed class Morning : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    }
}
