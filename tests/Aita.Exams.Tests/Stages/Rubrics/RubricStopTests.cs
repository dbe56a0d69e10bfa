using Aita.Exams.Stages.Rubrics;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Tests.Stages.Rubrics;

/// <summary>A run that the provider ends before it has bought anything takes nothing away.</summary>
public sealed class RubricStopTests
{
    [Theory]
    [InlineData(FailureKind.Unauthorized)]
    [InlineData(FailureKind.ModelUnavailable)]
    public async Task RunAsync_AnotherModelThatCannotBeUsed_LeavesFilesAndRecordAsTheyAre(FailureKind kind)
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(RubricAnswers.Good, checkpoint: false));
        string[] paths =
        [
            midterm.Folder.AnswerKeys, midterm.Folder.Rubrics, midterm.Folder.RubricRecord, midterm.Folder.GeneratedAnswerKeys, midterm.Folder.GeneratedRubrics,
        ];
        var before = paths.Select(File.ReadAllText).ToList();

        var other = await RubricPlan.ReadAsync(midterm.Folder, new() { Model = "other" });
        var result = await RubricStage.RunAsync(other, midterm.Executor(_ => throw new LlmException(kind, "No."), workers: 2, checkpoint: false));

        Assert.Equal(13, other.Estimate.Calls);
        Assert.Equal(kind, result.StoppedBy!.Kind);
        Assert.DoesNotContain(result.Items, item => item.IsUsable && item.State != StageItemState.Given);
        Assert.DoesNotContain(result.Items, item => item.Error?.Contains("no answer key", StringComparison.Ordinal) == true);
        Assert.Equal(before, paths.Select(File.ReadAllText));
        Assert.Equal(0, (await RubricPlan.ReadAsync(midterm.Folder)).Estimate.Calls);
        Assert.Equal(13, (await RubricPlan.ReadAsync(midterm.Folder, new() { Model = "other" })).Estimate.Calls);
    }

    [Fact]
    public async Task RunAsync_StoppedAfterAQuestionHasOtherPoints_DropsOnlyTheRubricThatFitsNoMore()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(RubricAnswers.Good, checkpoint: false));
        var spec = await ExamFiles.ReadExamSpecAsync(midterm.Folder);
        await ExamFiles.WriteExamSpecAsync(midterm.Folder, spec with
        {
            TotalPoints = spec.TotalPoints + 1,
            Questions = [.. spec.Questions.Select(q => q.QuestionId == "5" ? q with { Points = q.Points + 1 } : q)],
        });

        await RubricStage.RunAsync(
            await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => throw new LlmException(FailureKind.Unauthorized, "No."), checkpoint: false));

        Assert.Equal(["1a", "1b", "2", "3a", "3b", "4", "5"], (await ExamFiles.TryReadAnswerKeysAsync(midterm.Folder.AnswerKeys))!.Select(k => k.QuestionId));
        Assert.Equal(["1a", "1b", "2", "3a", "3b", "4"], (await ExamFiles.TryReadRubricsAsync(midterm.Folder.Rubrics))!.Select(r => r.QuestionId));
        Assert.Equal(2, (await RubricPlan.ReadAsync(midterm.Folder)).Estimate.Calls);
    }

    [Fact]
    public async Task ReadAsync_AfterAFailureWhoseFilesWereNotWritten_TakesTheOldEntriesForNoEdits()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(RubricAnswers.Good, checkpoint: false));
        var (keys, rubrics) = (await File.ReadAllTextAsync(midterm.Folder.AnswerKeys), await File.ReadAllTextAsync(midterm.Folder.Rubrics));
        foreach (var model in (string[])["a", "b", "c"])
        {
            // As after a crash between the record and the files.
            var answer = RubricAnswers.Key.Replace("0.5", model, StringComparison.Ordinal);
            await RubricStage.RunAsync(
                await RubricPlan.ReadAsync(midterm.Folder, new() { Model = model }),
                midterm.Executor(prompt => model == "c" ? "I would rather not." : RubricAnswers.IsRubric(prompt) ? RubricAnswers.Good(prompt) : answer, checkpoint: false));
            await File.WriteAllTextAsync(midterm.Folder.AnswerKeys, keys);
            await File.WriteAllTextAsync(midterm.Folder.Rubrics, rubrics);
        }

        Assert.Equal(13, (await RubricPlan.ReadAsync(midterm.Folder, new() { Model = "d" })).Estimate.Calls);
    }
}
