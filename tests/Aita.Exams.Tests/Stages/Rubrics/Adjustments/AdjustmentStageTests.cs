using Aita.Exams.Domain;
using Aita.Exams.Stages.Rubrics;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Rubrics.Adjustments;

public sealed class AdjustmentStageTests
{
    [Fact]
    public async Task RunAsync_ClearWishes_ChangesRubricsWithoutAModelAndKeepsABackup()
    {
        using var midterm = await WithRubricsAsync();
        var before = await File.ReadAllTextAsync(midterm.Folder.Rubrics);
        using var model = new ScriptedModel(_ => throw new InvalidOperationException("No model is to be asked."));

        var result = await RunAsync(midterm, model, "1b: method 1 pt, result 2 pts");

        Assert.Equal(StageItemState.Made, Assert.Single(result.Items).State);
        Assert.Empty(model.Requests);
        Assert.Equal([1m, 2m], (await RubricAsync(midterm, "1b")).Criteria.Select(criterion => criterion.Points));
        var backup = Assert.Single(Directory.GetFiles(midterm.Folder.AdjustmentHistory, "rubrics_backup_*.json"));
        Assert.Equal(before, await File.ReadAllTextAsync(backup));
        Assert.Single(Directory.GetFiles(midterm.Folder.AdjustmentHistory, "adjustment_log_*.json"));
    }

    [Fact]
    public async Task RunAsync_AnAdjustedRubric_IsNotMadeAnew()
    {
        using var midterm = await WithRubricsAsync();
        await RunAsync(midterm, new ScriptedModel(RubricAnswers.Good), "1b: method 1 pt, result 2 pts");

        var plan = await RubricPlan.ReadAsync(midterm.Folder, new() { Force = true });
        await RubricStage.RunAsync(plan, midterm.Executor(RubricAnswers.Good));

        Assert.Equal([1m, 2m], (await RubricAsync(midterm, "1b")).Criteria.Select(criterion => criterion.Points));
    }

    [Fact]
    public async Task RunAsync_AWishWithoutPoints_AsksTheModelOnceAndNotAgain()
    {
        using var midterm = await WithRubricsAsync();
        using var model = new ScriptedModel(_ => RubricAnswers.Rubric(6, 2));

        await RunAsync(midterm, model, "5: be generous with units");
        await RunAsync(midterm, model, "5: be generous with units");

        // 2 + 1 is not 6: shown the problem once, then given up on, and the rubric stays as it was.
        Assert.Equal([5m, 1m], (await RubricAsync(midterm, "5")).Criteria.Select(criterion => criterion.Points));
        var asked = model.Requests.Count;
        using var better = new ScriptedModel(_ => RubricAnswers.Rubric(6, 5).Replace("method", "right method, units do not matter", StringComparison.Ordinal));
        await RunAsync(midterm, better, "5: be generous with units");
        await RunAsync(midterm, better, "5: be generous with units");
        Assert.True(asked >= 2);
        Assert.Single(better.Requests);
        Assert.Equal("right method, units do not matter", (await RubricAsync(midterm, "5")).Criteria[0].Description);
    }

    [Fact]
    public async Task RunAsync_AModelThatDropsTheInstructorsCriterion_LeavesTheRubricAlone()
    {
        using var midterm = await WithRubricsAsync();
        using var model = new ScriptedModel(_ => RubricAnswers.Rubric(6));

        var result = await RunAsync(midterm, model, "5: mentions Kirchhoff 2 pts");

        Assert.Equal(StageItemState.Failed, Assert.Single(result.Items).State);
        Assert.Equal(2, model.Requests.Count);
        Assert.Equal([5m, 1m], (await RubricAsync(midterm, "5")).Criteria.Select(criterion => criterion.Points));
    }

    [Fact]
    public async Task RunAsync_FreeText_IsSortedByAModelAndThenApplied()
    {
        using var midterm = await WithRubricsAsync();
        using var model = new ScriptedModel(prompt => prompt.Contains("which questions each wish is about", StringComparison.Ordinal)
            ? """{"adjustments":[{"question_id":"1b","wish":"method 1 pt"},{"question_id":"1b","wish":"result 2 pts"}]}"""
            : throw new InvalidOperationException("Only the sorting is to be asked."));

        await RunAsync(midterm, model, "For Newton's law: method 1 pt and result 2 pts, please.");

        Assert.Single(model.Requests);
        Assert.Equal([1m, 2m], (await RubricAsync(midterm, "1b")).Criteria.Select(criterion => criterion.Points));
    }

    [Fact]
    public async Task RunAsync_ARubricEditedMeanwhile_StaysAndTheBackupHoldsWhatWasOnTheDisk()
    {
        using var midterm = await WithRubricsAsync();
        var path = Path.Join(midterm.Root, "wishes.txt");
        await File.WriteAllTextAsync(path, "1b: method 1 pt, result 2 pts\n2: be generous with units");
        var plan = await AdjustmentPlan.ReadAsync(midterm.Folder, path);
        var edited = (await ExamFiles.TryReadRubricsAsync(midterm.Folder.Rubrics))!.Select(rubric => rubric.QuestionId is "2" or "5"
            ? rubric with { Criteria = [.. rubric.Criteria.Select(criterion => criterion with { Description = "mine" })] } : rubric).ToList();
        using var model = new ScriptedModel(prompt => RubricAnswers.Good(prompt))
        {
            Meanwhile = _ => ExamFiles.WriteRubricsAsync(midterm.Folder.Rubrics, edited),
        };

        var result = await AdjustmentStage.RunAsync(plan, midterm.Executor(model, checkpoint: false));

        Assert.Equal([StageItemState.Made, StageItemState.Failed], result.Items.Select(item => item.State));
        Assert.Equal([1m, 2m], (await RubricAsync(midterm, "1b")).Criteria.Select(criterion => criterion.Points));
        Assert.Equal("mine", (await RubricAsync(midterm, "2")).Criteria[0].Description);
        Assert.Equal("mine", (await RubricAsync(midterm, "5")).Criteria[0].Description);
        var backup = Assert.Single(Directory.GetFiles(midterm.Folder.AdjustmentHistory, "rubrics_backup_*.json"));
        Assert.Equal("mine", (await ExamFiles.TryReadRubricsAsync(backup))!.Single(rubric => rubric.QuestionId == "2").Criteria[0].Description);
    }

    [Fact]
    public async Task RunAsync_FreeTextAboutAQuestionWithoutARubric_IsOneSentenceAndChangesNothing()
    {
        using var midterm = await WithRubricsAsync();
        var rubrics = (await ExamFiles.TryReadRubricsAsync(midterm.Folder.Rubrics))!;
        await ExamFiles.WriteRubricsAsync(midterm.Folder.Rubrics, [.. rubrics.Where(rubric => rubric.QuestionId != "1b")]);
        using var model = new ScriptedModel(_ => """{"adjustments":[{"question_id":"1b","wish":"be generous"}]}""");

        var refused = await Assert.ThrowsAsync<ExamException>(() => RunAsync(midterm, model, "For Newton's law be generous, please."));

        Assert.Contains("Question 1b has no rubric", refused.Message, StringComparison.Ordinal);
        Assert.Single(model.Requests);
    }

    [Theory]
    [InlineData("In 1b be generous, please.", true)]
    [InlineData("For Question 1B: be generous, please.", true)]
    [InlineData("Be generous in question 2 and 1b.", true)]
    [InlineData("Give 1b2 or 11b or 1.b what they earn.", false)]
    [InlineData("In question 2 be generous.", false)]
    public async Task RunAsync_FreeTextThatNamesAQuestionWithoutARubric_IsRefusedBeforeAnythingIsAsked(string wishes, bool isRefused)
    {
        using var midterm = await WithRubricsAsync();
        var rubrics = (await ExamFiles.TryReadRubricsAsync(midterm.Folder.Rubrics))!;
        await ExamFiles.WriteRubricsAsync(midterm.Folder.Rubrics, [.. rubrics.Where(rubric => rubric.QuestionId != "1b")]);
        using var model = new ScriptedModel(_ => """{"adjustments":[{"question_id":"1b","wish":"be generous"}]}""");

        var refused = await Assert.ThrowsAsync<ExamException>(() => RunAsync(midterm, model, "Dear colleague,\n" + wishes));

        Assert.Contains("Question 1b has no rubric", refused.Message, StringComparison.Ordinal);
        Assert.Equal(isRefused ? 0 : 1, model.Requests.Count);
    }

    [Theory]
    [InlineData("1b: method 1 pt, result 2 pts\n9: anything 2 pts")]
    [InlineData("1b: method 4 pts")]
    [InlineData("")]
    public async Task ReadAsync_AnythingWrong_RefusesBeforeAnythingChanges(string wishes)
    {
        using var midterm = await WithRubricsAsync();
        var before = await File.ReadAllTextAsync(midterm.Folder.Rubrics);

        var refused = await Assert.ThrowsAsync<ExamException>(() => RunAsync(midterm, new ScriptedModel(RubricAnswers.Good), wishes));

        Assert.Contains("nothing was changed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(midterm.Folder.Rubrics));
        Assert.False(Directory.Exists(midterm.Folder.AdjustmentHistory));
    }

    private static async Task<Midterm> WithRubricsAsync()
    {
        var midterm = Midterm.Copy("Nova Quill");
        await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(RubricAnswers.Good));
        return midterm;
    }

    private static async Task<RubricStageResult> RunAsync(Midterm midterm, ScriptedModel model, string wishes)
    {
        var path = Path.Join(midterm.Root, "wishes.txt");
        await File.WriteAllTextAsync(path, wishes);
        return await AdjustmentStage.RunAsync(await AdjustmentPlan.ReadAsync(midterm.Folder, path), midterm.Executor(model, checkpoint: false));
    }

    private static async Task<Rubric> RubricAsync(Midterm midterm, string question) =>
        (await ExamFiles.TryReadRubricsAsync(midterm.Folder.Rubrics))!.Single(rubric => rubric.QuestionId == question);
}
