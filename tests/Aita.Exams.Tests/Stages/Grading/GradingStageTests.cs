using Aita.Exams.Domain;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Grading;

public sealed class GradingStageTests
{
    [Fact]
    public async Task RunAsync_OneStudent_WritesPointsWithQuotesAndTotals()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(prompt => Answers.IsAbout(prompt, "2") ? Answers.Of(prompt, 1, 2.25m) : Answers.Full(prompt));

        var result = await room.GradeAsync(model);

        Assert.Equal(3, model.Requests.Count);
        Assert.True(result.IsFinished);
        var grades = await room.GradesOfAsync("Nova Quill");
        Assert.Equal(9.25m, grades.TotalScore);
        Assert.Equal(10m, grades.TotalPossible);
        Assert.Equal(92.5m, grades.Percentage);
        var second = grades.QuestionGrades[1];
        Assert.Equal([1m, 2.25m], second.CriterionScores.Select(criterion => criterion.PointsEarned));
        Assert.Equal([1m, 3m], second.CriterionScores.Select(criterion => criterion.PointsPossible));
        Assert.Contains("t = 2 s", second.CriterionScores[1].Quote, StringComparison.Ordinal);
        Assert.Equal((GradeState.Graded, MarkSource.Model, MarkStanding.Suggested), (second.State, second.Source!.Value, second.Standing!.Value));
    }

    [Fact]
    public async Task RunAsync_TheFirstMessage_IsTheSameForAllStudentsOfAQuestion()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh", "Tansy Orbit Junior");
        using var model = new ScriptedModel(Answers.Full);

        await room.GradeAsync(model);

        var firsts = model.Requests.Where(request => Answers.IsAbout(request[0].Text, "2")).Select(request => request[0].Text).ToList();
        Assert.Equal(3, firsts.Count);
        Assert.Single(firsts.Distinct(StringComparer.Ordinal));
        Assert.All(model.Requests, request => Assert.Equal(2, request.Count));
    }

    [Fact]
    public async Task RunAsync_Requests_HoldNoName()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        var ids = new List<string>();

        await GradingStage.RunAsync(await room.PlanAsync(), room.Executor(model, checkpoint: true), new() { OnTaskCompleted = task => ids.Add(task.TaskId) });

        Assert.DoesNotContain(model.Requests.SelectMany(request => request), message => message.Text.Contains("Nova", StringComparison.Ordinal));
        Assert.All(ids, id => Assert.Matches("^grade/[123]/[0-9A-Z]{6}$", id));
        Assert.All(Directory.EnumerateFiles(room.PathTo("checkpoints")), file => Assert.DoesNotContain("Nova", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_ASecondTime_SendsNothingAndChangesNothing()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        var before = Snapshot(room);

        var again = await room.GradeAsync(model);

        Assert.True(before.Count >= 9);
        Assert.Equal(before, Snapshot(room));
        Assert.All(again.Items, item => Assert.Equal(StageItemState.Kept, item.State));
        Assert.Equal(6, again.Items.Count);
        Assert.Equal(0, (await room.PlanAsync()).Calls);
    }

    [Fact]
    public async Task ReadAsync_ADryRun_WritesNothing()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        var before = Snapshot(room);

        var plan = await room.PlanAsync();

        Assert.Equal(3, plan.Calls);
        Assert.Equal(before, Snapshot(room));
    }

    [Theory]
    [InlineData("""{"criteria":[{"criterion":1,"quote":"joule","reason":"r","points":1""")]
    [InlineData("I would rather not grade this.")]
    [InlineData("")]
    [InlineData("""{"criteria":[],"feedback":"","confidence":0.9,"concerns":[]}""")]
    [InlineData("""{"criteria":[{"criterion":1,"quote":"joule","reason":"r","points":3}],"feedback":"","confidence":0.9,"concerns":[]}""")]
    [InlineData("""{"criteria":[{"criterion":1,"quote":"joule","reason":"r","points":-1}],"feedback":"","confidence":0.9,"concerns":[]}""")]
    [InlineData("""{"criteria":[{"criterion":1,"quote":"joule","reason":"r","points":1.1}],"feedback":"","confidence":0.9,"concerns":[]}""")]
    [InlineData("""{"criteria":[{"criterion":1,"quote":"joule","reason":"r","points":1},{"criterion":1,"quote":"joule","reason":"r","points":1}],"feedback":"","confidence":0.9,"concerns":[]}""")]
    [InlineData("""{"criteria":[{"criterion":2,"quote":"joule","reason":"r","points":1}],"feedback":"","confidence":0.9,"concerns":[]}""")]
    public async Task RunAsync_AnAnswerThatCannotBeUsed_IsAskedOnceMoreAndThenWaitsForAPersonWithoutPoints(string answer)
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(prompt => Answers.IsAbout(prompt, "1") ? answer : Answers.Full(prompt));

        var result = await room.GradeAsync(model);

        var grade = await room.GradeOfAsync("Nova Quill", "1");
        Assert.Equal(GradeState.NeedsReview, grade.State);
        Assert.Null(grade.PointsEarned);
        Assert.Null(grade.SuggestedPoints);
        Assert.Empty(grade.CriterionScores);
        Assert.StartsWith("The grader's answer cannot be used:", grade.ReviewReasons[0], StringComparison.Ordinal);
        Assert.Equal(StageItemState.Failed, result.Items.Single(item => item.State != StageItemState.Made).State);
        var grades = await room.GradesOfAsync("Nova Quill");
        Assert.Equal((8m, 10m, null, 1), (grades.TotalScore, grades.TotalPossible, grades.Percentage, grades.OpenQuestions));

        // It waits for a person: the same question is not bought again.
        Assert.Equal(0, (await room.PlanAsync()).Calls);
    }

    [Fact]
    public async Task RunAsync_AnAnswerMendedInTheReAsk_Counts()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(prompt => !prompt.Contains("could not be used", StringComparison.Ordinal) && Answers.IsAbout(prompt, "2")
            ? Answers.Of(prompt, 1) : Answers.IsAbout(prompt, "2") ? Answers.Of(prompt, 1, 3) : Answers.Full(prompt));

        await room.GradeAsync(model);

        Assert.Equal(4, model.Requests.Count);
        Assert.Equal(4m, (await room.GradeOfAsync("Nova Quill", "2")).PointsEarned);
        Assert.Contains(model.Requests, request => request[^1].Text.Contains("Criterion 2 has no entry", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_AnInventedQuote_IsAProposalThatCountsNowhere()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(prompt => Answers.IsAbout(prompt, "1")
            ? """{"criteria":[{"criterion":1,"quote":"newton metre","reason":"r","points":2}],"feedback":"f","confidence":0.9,"concerns":[]}"""
            : Answers.Full(prompt));

        await room.GradeAsync(model);

        var grade = await room.GradeOfAsync("Nova Quill", "1");
        Assert.Equal((GradeState.NeedsReview, null, 2m), (grade.State, grade.PointsEarned, grade.SuggestedPoints));
        Assert.Equal("", grade.CriterionScores[0].Quote);
        Assert.Contains("The quote of criterion 1 is not in the answer", grade.ReviewReasons[0], StringComparison.Ordinal);
        Assert.Equal(8m, (await room.GradesOfAsync("Nova Quill")).TotalScore);
    }

    [Fact]
    public async Task RunAsync_LatexWithBrokenEscapes_IsGradedAndQuoted()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        await room.WriteAsync("Nova Quill", @"$\alpha \times \frac{1}{2}$", "t = 2 s", "heat and friction in the bearing");
        using var model = new ScriptedModel(prompt => Answers.IsAbout(prompt, "1")
            ? """{"criteria":[{"criterion":1,"quote":"\alpha \times \frac{1}{2}","reason":"\sum","points":2}],"feedback":"$\nu$","confidence":0.9,"concerns":[]}"""
            : Answers.Full(prompt));

        await room.GradeAsync(model);

        var grade = await room.GradeOfAsync("Nova Quill", "1");
        Assert.Equal((GradeState.Graded, 2m), (grade.State, grade.PointsEarned));
        Assert.Equal(@"\alpha \times \frac{1}{2}", grade.CriterionScores[0].Quote);
        Assert.Equal(@"$\nu$", grade.Feedback);
    }

    [Fact]
    public async Task RunAsync_BlankMissingAndFailedPages_AreStatesWithoutACall()
    {
        using var room = await Classroom.OfAsync();
        await room.WriteAsync("Nova Quill", answers => answers with
        {
            QuestionAnswers = [.. answers.QuestionAnswers.Select(answer => answer.QuestionId == "3" ? answer with { State = AnswerState.Failed } : answer)],
        }, "", null, "");
        using var model = new ScriptedModel(Answers.Full);

        await room.GradeAsync(model);

        Assert.Empty(model.Requests);
        var grades = await room.GradesOfAsync("Nova Quill");
        Assert.Equal([GradeState.Blank, GradeState.MissingPage, GradeState.Failed], grades.QuestionGrades.Select(grade => grade.State));
        Assert.Equal([0m, null, null], grades.QuestionGrades.Select(grade => grade.PointsEarned));
        Assert.Equal((0m, 10m, null), (grades.TotalScore, grades.TotalPossible, grades.Percentage));
    }

    [Fact]
    public async Task ReadAsync_ARubricThatDoesNotFit_IsRefusedWithItsQuestion()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        await ExamFiles.WriteRubricsAsync(
            room.Folder.Rubrics, [Classroom.Rubrics[0], Classroom.Rubrics[1] with { TotalPoints = 5, Criteria = [new() { Points = 5, Description = "x" }] }]);

        var exception = await Assert.ThrowsAsync<ExamException>(() => room.PlanAsync());

        Assert.Contains("Rubric of question 2: total_points is 5, but the question is worth 4.", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Question 3: there is no rubric", exception.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Snapshot(Classroom room) =>
        Directory.EnumerateFiles(room.Folder.Root, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllText, StringComparer.Ordinal);
}
