using Aita.Exams.Domain;
using Aita.Exams.Stages.Rubrics;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Tests.Stages.Rubrics;

public sealed class RubricPlanTests
{
    [Fact]
    public async Task RunAsync_Instructions_AreSentInTheirOrderOfPrecedence()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        using var model = new ScriptedModel(RubricAnswers.Good);
        var plan = await RubricPlan.ReadAsync(midterm.Folder, new() { Instructions = "GENERAL WISH" });

        await RubricStage.RunAsync(plan, midterm.Executor(model));

        // Question 2 has a rubric of its own: its key is asked for, its rubric is not.
        Assert.DoesNotContain(model.Prompts, prompt => RubricAnswers.IsRubric(prompt) && RubricAnswers.IsAbout(prompt, "2"));
        Assert.Single(model.Prompts, prompt => RubricAnswers.IsAbout(prompt, "2"));
        var specific = model.Prompts.Single(prompt => RubricAnswers.IsRubric(prompt) && RubricAnswers.IsAbout(prompt, "1a"));
        Assert.Contains("Only the letter counts", specific, StringComparison.Ordinal);
        Assert.True(
            specific.IndexOf("GENERAL WISH", StringComparison.Ordinal)
            < specific.IndexOf("Where they contradict the instructions for the whole exam, these count", StringComparison.Ordinal));
        var general = model.Prompts.Single(prompt => RubricAnswers.IsRubric(prompt) && RubricAnswers.IsAbout(prompt, "5"));
        Assert.Contains("GENERAL WISH", general, StringComparison.Ordinal);
        Assert.DoesNotContain("question-instructions", general, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NoInstructions_SendsQuestionAndKeyAlone()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        Directory.Delete(midterm.Folder.RubricFolder, recursive: true);
        using var model = new ScriptedModel(RubricAnswers.Good);

        await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        Assert.Equal(14, model.Requests.Count);
        Assert.All(model.Prompts, prompt => Assert.DoesNotContain("instructions>", prompt, StringComparison.Ordinal));
        var rubric = model.Prompts.Single(prompt => RubricAnswers.IsRubric(prompt) && RubricAnswers.IsAbout(prompt, "4"));
        Assert.Contains(@"\\frac{1}{2}", rubric, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_UserRubricThatDoesNotAddUp_IsRefused()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await File.WriteAllTextAsync(midterm.Folder.UserRubrics, """{"2":{"total_points":6,"criteria":[{"points":"5","description":"x"}]}}""");

        var exception = await Assert.ThrowsAsync<ExamException>(() => RubricPlan.ReadAsync(midterm.Folder));

        Assert.Contains("add up to 5", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_InstructionsForAnUnknownQuestion_AreRefused()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await File.WriteAllTextAsync(midterm.Folder.QuestionInstructions, """{"9z":"be kind"}""");

        var exception = await Assert.ThrowsAsync<ExamException>(() => RubricPlan.ReadAsync(midterm.Folder));

        Assert.Contains("has instructions for 9z", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_ANamedFileThatIsNotThere_IsRefused()
    {
        using var midterm = Midterm.Copy("Nova Quill");

        var exception = await Assert.ThrowsAsync<ExamException>(() => RubricPlan.ReadAsync(midterm.Folder, new() { UserRubrics = "/nowhere/r.json" }));

        Assert.Equal(ExamErrorKind.Missing, exception.Kind);
    }

    [Fact]
    public async Task ReadAsync_FilesOfTheOlderSystem_AreLoadedAndKept()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        await File.WriteAllTextAsync(midterm.Folder.AnswerKeys, """
            {"answer_keys":[{"question_id":"5","correct_answer":3.0,"alternative_answers":"3 Ohm","explanation":null,
              "grading_notes":["a","b"],"solution_steps":["s1"],"partial_credit_points_sum":6}]}
            """);
        await File.WriteAllTextAsync(midterm.Folder.Rubrics, """
            {"rubrics":[{"question_id":"5","total_points":6.0,"criteria":[{"points":"6.0","description":"all","examples":[]}]}]}
            """);
        using var model = new ScriptedModel(RubricAnswers.Good);

        var result = await RubricStage.RunAsync(await RubricPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        Assert.Equal(11, model.Requests.Count);
        Assert.Equal(StageItemState.Edited, result.Items.Single(item => item.Id == "rubric_5").State);
        Assert.Contains("\"partial_credit_points_sum\": 6", await File.ReadAllTextAsync(midterm.Folder.AnswerKeys), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Estimate_AllQuestions_CountsCallsAndPricesThem()
    {
        using var midterm = Midterm.Copy("Nova Quill");

        var estimate = (await RubricPlan.ReadAsync(midterm.Folder)).Estimate;
        var cost = estimate.Cost(new TokenPrice(0.0000003m, 0.0000025m) { Request = 0.01m });

        Assert.Equal(13, estimate.Calls);
        Assert.InRange(estimate.Input.Low, 1000, estimate.Input.High);
        Assert.Equal((13 * 0.01m) + (estimate.Input.Low * 0.0000003m) + (estimate.Output.Low * 0.0000025m), cost!.Value.Low);
        Assert.True(cost.Value.High > cost.Value.Low);
        Assert.Null(estimate.Cost(null));
    }

    [Fact]
    public void CreateAll_QuestionsAndInstructions_MakesOneTaskEach()
    {
        ExamQuestion[] questions = [new() { QuestionId = "1", QuestionText = "q", Points = 2.5m }, new() { QuestionId = "2", QuestionText = "r", Points = 1 }];

        var keys = AnswerKeyTask.CreateAll(questions, "Be thorough");
        var rubrics = RubricTask.CreateAll(questions, [new AnswerKey { QuestionId = "1", CorrectAnswer = "x" }]);

        Assert.Equal(["answer_key_1", "answer_key_2"], keys.Select(task => task.Id));
        Assert.Contains("Be thorough", keys[0].BuildMessages()[0].Text, StringComparison.Ordinal);
        var rubric = Assert.Single(rubrics);
        Assert.Contains("exactly 2.5,", rubric.BuildMessages()[0].Text, StringComparison.Ordinal);
        var format = (Microsoft.Extensions.AI.ChatResponseFormatJson)rubric.Options!.ResponseFormat!;
        Assert.Equal(2.5m, format.Schema!.Value.GetProperty("properties").GetProperty("total_points").GetProperty("const").GetDecimal());
    }
}
