using Aita.Exams.Domain;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Workspace;
using CsCheck;

namespace Aita.Exams.Tests.Stages.Grading;

public sealed class RescoreTests
{
    [Theory]
    [InlineData(3, 3, 2, 2)]
    [InlineData(0, 3, 2, 0)]
    [InlineData(1, 3, 3, 1)]
    [InlineData(1.5, 3, 2, 1)]
    [InlineData(1, 4, 3, 0.75)]
    [InlineData(1, 3, 2, 0.75)]
    [InlineData(2, 3, 1, 0.75)]
    [InlineData(0.5, 1, 0.25, 0.25)]
    [InlineData(0.25, 1, 0.25, 0)]
    [InlineData(0.33, 0.33, 1, 1)]
    [InlineData(2, 4, 0.33, 0.25)]
    public void Rescore_OfAPart_KeepsItsShareOnTheGrid(double earned, double possible, double now, double expected) =>
        Assert.Equal((decimal)expected, PointGrid.Rescore((decimal)earned, (decimal)possible, (decimal)now));

    [Fact]
    public void Rescore_OfAnyMark_CanBeEarnedAndKeepsOrder() => Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[0, 40], Gen.Int[0, 40])
        .Sample((possible, now, a, b) =>
        {
            var (worth, worthNow) = (possible / 4m, now / 4m);
            var (low, high) = (Math.Min(Math.Min(a, b), possible) / 4m, Math.Min(Math.Max(a, b), possible) / 4m);
            var (lowNow, highNow) = (PointGrid.Rescore(low, worth, worthNow), PointGrid.Rescore(high, worth, worthNow));
            return PointGrid.Allows(lowNow, worthNow) && PointGrid.Allows(highNow, worthNow) && lowNow <= highNow;
        });

    [Fact]
    public async Task RunAsync_APointsOnlyEdit_ReScoresAtOnceWithoutACall()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(prompt => Answers.IsAbout(prompt, "2") ? Answers.Of(prompt, 1, 1.5m) : Answers.Full(prompt));
        await room.GradeAsync(model);
        await ChangeAsync(room, new() { Points = 2, Description = "A relation of fall." }, new() { Points = 2, Description = "The time." });

        var plan = await room.PlanAsync();
        await room.GradeAsync(model);

        Assert.Equal(0, plan.Calls);
        Assert.Equal(3, model.Requests.Count);
        var grade = await room.GradeOfAsync("Nova Quill", "2");
        Assert.Equal([2m, 1m], grade.CriterionScores.Select(criterion => criterion.PointsEarned));
        Assert.Equal(3m, grade.PointsEarned);
        Assert.Equal(9m, (await room.GradesOfAsync("Nova Quill")).TotalScore);
    }

    [Fact]
    public async Task RunAsync_PointsChangedThereAndBack_GiveTheFirstMarkAgain()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(prompt => Answers.IsAbout(prompt, "2") ? Answers.Of(prompt, 0.25m, 1) : Answers.Full(prompt));
        await room.GradeAsync(model);
        var before = await File.ReadAllTextAsync(room.Folder.Student("Nova Quill").Grades);

        await ChangeAsync(room, new() { Points = 3.5m, Description = "A relation of fall." }, new() { Points = 0.5m, Description = "The time." });
        await room.GradeAsync(model);
        Assert.NotEqual(before, await File.ReadAllTextAsync(room.Folder.Student("Nova Quill").Grades));
        await ExamFiles.WriteRubricsAsync(room.Folder.Rubrics, Classroom.Rubrics);
        await room.GradeAsync(model);

        Assert.Equal(before, await File.ReadAllTextAsync(room.Folder.Student("Nova Quill").Grades));
    }

    [Fact]
    public async Task RunAsync_AChangedCriterion_GradesOnlyItsQuestionAnew()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        await ChangeAsync(room, new() { Points = 1, Description = "Another relation." }, new() { Points = 3, Description = "The time." });

        await room.GradeAsync(model);

        Assert.Equal(8, model.Requests.Count);
        Assert.All(model.Requests.Skip(6), request => Assert.True(Answers.IsAbout(request[0].Text, "2")));
    }

    [Fact]
    public async Task RunAsync_AChangedTranscription_GradesOnlyThatAnswerAnew()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        await room.WriteAsync("Pixel Marsh", "watt", "h = g t^2 / 2, so t = 2 s (1)", "Friction does work on it, and energy becomes heat (1).");

        await room.GradeAsync(model);

        Assert.Equal(7, model.Requests.Count);
        Assert.Contains("watt", model.Requests[^1][1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_AnotherModel_GradesAnew()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);

        var other = await GradingPlan.ReadAsync(room.Folder, new() { Model = "other/model" });

        Assert.Equal(3, other.Calls);
        Assert.Equal(0, (await room.PlanAsync()).Calls);
    }

    private static Task ChangeAsync(Classroom room, params RubricCriterion[] criteria) => ExamFiles.WriteRubricsAsync(
        room.Folder.Rubrics, [Classroom.Rubrics[0], Classroom.Rubrics[1] with { Criteria = criteria }, Classroom.Rubrics[2]]);
}
