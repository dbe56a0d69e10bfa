using Aita.Exams.Domain;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Grading.Decisions;

public sealed class DecisionTests
{
    [Fact]
    public async Task Decide_AMark_WinsAndSurvivesRunsAndForce()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);

        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "nova quill", QuestionId = "2", Points = 1.5m, Comment = "See me." }], "A. Teacher");
        await AssertAsync();
        await room.GradeAsync(model);
        await AssertAsync();
        await room.GradeAsync(model, new() { Force = true });
        await AssertAsync();

        // A forced run pays for the other two answers only.
        Assert.Equal(5, model.Requests.Count);

        async Task AssertAsync()
        {
            var grade = await room.GradeOfAsync("Nova Quill", "2");
            Assert.Equal((GradeState.Graded, MarkSource.Person, MarkStanding.Decided, 1.5m, "A. Teacher", "See me."), (grade.State, grade.Source!.Value, grade.Standing!.Value, grade.PointsEarned!.Value, grade.DecidedBy, grade.Feedback));
            Assert.Empty(grade.CriterionScores);
            Assert.Equal(7.5m, (await room.GradesOfAsync("Nova Quill")).TotalScore);
        }
    }

    [Fact]
    public async Task Decide_CriterionByCriterion_TheSumIsTheMark()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);

        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "Nova Quill", QuestionId = "2", CriterionPoints = [1, 0.4m] }], "T");

        var grade = await room.GradeOfAsync("Nova Quill", "2");
        Assert.Equal(1.4m, grade.PointsEarned);
        Assert.Equal([1m, 0.4m], grade.CriterionScores.Select(criterion => criterion.PointsEarned));
        Assert.Contains("t = 2 s", grade.CriterionScores[0].Quote, StringComparison.Ordinal);
        Assert.Equal("", grade.CriterionScores[1].Quote);
    }

    [Fact]
    public async Task Decide_AnOpenAnswer_ClosesItAndKeepsItsReasons()
    {
        using var room = await Classroom.OfAsync();
        await room.WriteAsync("Nova Quill", "joule [?]", null, "friction makes heat of it");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        Assert.Equal(2, (await ReviewQueueFile.TryReadAsync(room.Folder))!.Items.Count);

        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "Nova Quill", QuestionId = "1", Points = 2 }, new() { Student = "Nova Quill", QuestionId = "2", Excuse = true }], "T");

        var grades = await room.GradesOfAsync("Nova Quill");
        Assert.Equal((6m, 6m, 100m, 0), (grades.TotalScore, grades.TotalPossible, grades.Percentage, grades.OpenQuestions));
        Assert.Contains("[?]", grades.QuestionGrades[0].ReviewReasons[0], StringComparison.Ordinal);
        Assert.Single(grades.QuestionGrades[0].CriterionScores);
        Assert.Empty((await ReviewQueueFile.TryReadAsync(room.Folder))!.Items);
    }

    [Fact]
    public async Task Decide_Withdrawn_TheModelsMarkCountsAgain()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        var before = await File.ReadAllTextAsync(room.Folder.Student("Nova Quill").Grades);

        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "Nova Quill", QuestionId = "2", Points = 0 }], "T");
        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "Nova Quill", QuestionId = "2", Withdraw = true }], "T");

        Assert.Equal(before, await File.ReadAllTextAsync(room.Folder.Student("Nova Quill").Grades));
        Assert.Equal(2, (await File.ReadAllLinesAsync(room.Folder.Decisions)).Length);
    }

    [Fact]
    public async Task Decide_TheWholeExam_ExcusesUntilALaterMark()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);

        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "Nova Quill", QuestionId = "1", Points = 1 }], "T");
        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "Nova Quill", Excuse = true }], "T");
        Assert.All((await room.GradesOfAsync("Nova Quill")).QuestionGrades, grade => Assert.Equal(GradeState.Excused, grade.State));
        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "Nova Quill", QuestionId = "3", Points = 3 }], "T");

        Assert.Equal([GradeState.Excused, GradeState.Excused, GradeState.Graded], (await room.GradesOfAsync("Nova Quill")).QuestionGrades.Select(grade => grade.State));
        Assert.Equal(4m, (await room.GradesOfAsync("Nova Quill")).TotalPossible);
    }

    [Fact]
    public async Task Decide_BeforeAnythingIsGraded_NeedsNoCallLater()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);

        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "Nova Quill", QuestionId = "2", Points = 2 }], "T");
        await room.GradeAsync(model);

        Assert.Equal(2, model.Requests.Count);
        Assert.Equal(8m, (await room.GradesOfAsync("Nova Quill")).TotalScore);
    }

    [Fact]
    public async Task Decide_WhileARunGoesOn_IsNotLost()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        var plan = await room.PlanAsync();
        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "Nova Quill", QuestionId = "2", Points = 0.5m }], "T");

        await GradingStage.RunAsync(plan, room.Executor(model));

        Assert.Equal(0.5m, (await room.GradeOfAsync("Nova Quill", "2")).PointsEarned);
    }

    [Fact]
    public async Task Grade_TheRegisterWasEditedSinceThePlan_TheEditStaysAndOnlyTheMissingAreAdded()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        using var model = new ScriptedModel(Answers.Full);
        var plan = await room.PlanAsync();
        var planned = plan.Register.Find("Pixel Marsh")!.Pseudonym;
        await (await StudentRegister.ReadAsync(room.Folder)).With(
        [
            new() { Folder = "Nova Quill", StudentName = "Nova A. Quill", StudentId = "0042" },
            new() { Folder = "Late Comer", StudentName = "Late Comer" },
        ]).WriteAsync(room.Folder);
        var written = (await StudentRegister.ReadAsync(room.Folder)).Find("Nova Quill")!;

        await GradingStage.RunAsync(plan, room.Executor(model));

        var register = await StudentRegister.ReadAsync(room.Folder);
        Assert.Equal(["Late Comer", "Nova Quill", "Pixel Marsh"], register.Students.Select(student => student.Folder));
        Assert.Equal(written, register.Find("Nova Quill"));
        Assert.Equal(planned, register.Find("Pixel Marsh")!.Pseudonym);
    }

    [Fact]
    public async Task Decide_WhatCannotBe_IsRefusedAtOnceAndNothingChanges()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);

        var exception = await Assert.ThrowsAsync<ExamException>(() => GradeDecisions.DecideAsync(
            room.Folder,
            [
                new() { Student = "Nova Quil", QuestionId = "2", Points = 1 },
                new() { Student = "Nova Quill", QuestionId = "9", Points = 1 },
                new() { Student = "Nova Quill", QuestionId = "2", Points = 5 },
                new() { Student = "Nova Quill", QuestionId = "3", CriterionPoints = [1] },
                new() { Student = "Nova Quill", QuestionId = "1", Points = 1, CriterionPoints = [2] },
                new() { Student = "Pixel Marsh", Points = 1 },
            ], "T"));

        Assert.Equal(
            """
            Nothing was decided; 6 entries are wrong:
            - there is no student 'Nova Quil'; did you mean 'Nova Quill'?
            - there is no question '9'; the exam has 1, 2, 3.
            - question 2 has 5 points; it is worth 0 to 4.
            - question 3 has points for 1 criteria; its rubric has 2.
            - question 1 has 1 points, but its criteria add up to 2.
            - name the question; only --excuse and --withdraw can be about the whole exam.
            """.ReplaceLineEndings("\n"), exception.Message);
        Assert.False(File.Exists(room.Folder.Decisions));
    }

    [Fact]
    public async Task ARubricWithFewerPoints_SendsADecisionThatNoLongerFitsBackToThePerson()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "Nova Quill", QuestionId = "1", Points = 2 }], "T");
        var spec = await ExamFiles.ReadExamSpecAsync(room.Folder);
        await ExamFiles.WriteExamSpecAsync(room.Folder, spec with { TotalPoints = 9, Questions = [spec.Questions[0] with { Points = 1 }, .. spec.Questions.Skip(1)] });
        await ExamFiles.WriteRubricsAsync(room.Folder.Rubrics, [Classroom.Rubrics[0] with { TotalPoints = 1, Criteria = [new() { Points = 1, Description = "Names the joule." }] }, .. Classroom.Rubrics.Skip(1)]);

        await room.GradeAsync(model);

        var grade = await room.GradeOfAsync("Nova Quill", "1");
        Assert.Equal((GradeState.NeedsReview, 1m), (grade.State, grade.SuggestedPoints));
        Assert.Equal("T decided 2 points, but the question is worth 1 now: decide again.", grade.ReviewReasons[^1]);
        Assert.Equal(3, model.Requests.Count);
    }

    [Theory]
    [InlineData("\"points\":-3,\"criterion_points\":[]", "T decided -3 points, but the question is worth 4 now: decide again.")]
    [InlineData("\"points\":3,\"criterion_points\":[-1,4]", "T decided -1, 4 points by criterion, but the criteria are worth 2, 2 now: decide again.")]
    [InlineData("\"points\":3,\"criterion_points\":[3,0]", "T decided 3, 0 points by criterion, but the criteria are worth 2, 2 now: decide again.")]
    public async Task AnEditedLineOfTheLog_ThatNoMarkCanBe_IsNoMark(string edited, string reason)
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "Nova Quill", QuestionId = "3", CriterionPoints = [2, 1] }], "T");
        var line = await File.ReadAllTextAsync(room.Folder.Decisions);
        Assert.Contains("\"points\":3,\"criterion_points\":[2,1]", line, StringComparison.Ordinal);
        await File.WriteAllTextAsync(room.Folder.Decisions, line.Replace("\"points\":3,\"criterion_points\":[2,1]", edited, StringComparison.Ordinal));

        await room.GradeAsync(model);

        var grade = await room.GradeOfAsync("Nova Quill", "3");
        Assert.Equal((GradeState.NeedsReview, (decimal?)null), (grade.State, grade.PointsEarned));
        Assert.Equal(reason, grade.ReviewReasons[^1]);
        Assert.Equal(6m, (await room.GradesOfAsync("Nova Quill")).TotalScore);
    }

    [Fact]
    public async Task AnEditedGrading_ThatNoMarkCanBe_IsNoMark()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        var path = room.Folder.Student("Nova Quill").Gradings;
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("\"points_earned\": 3,", "\"points_earned\": -3,", StringComparison.Ordinal));

        await room.GradeAsync(model);

        var grade = await room.GradeOfAsync("Nova Quill", "2");
        Assert.Equal((GradeState.NeedsReview, (decimal?)null), (grade.State, grade.PointsEarned));
        Assert.NotEmpty(grade.ReviewReasons);
    }

    [Theory]
    [InlineData("-1", "5", "question 3, criterion 1 has -1 points; it is worth 0 to 2")]
    [InlineData("1", "3", "question 3, criterion 2 has 3 points; it is worth 0 to 2")]
    public async Task AHandEdit_OfACriterionBeyondItsWorth_IsRefused(string friction, string heat, string problem)
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        var path = room.Folder.Student("Nova Quill").Grades;
        var text = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, text
            .Replace("\"description\": \"Friction.\",\n          \"points_earned\": 2,", $"\"description\": \"Friction.\",\n          \"points_earned\": {friction},", StringComparison.Ordinal)
            .Replace("\"description\": \"Heat.\",\n          \"points_earned\": 2,", $"\"description\": \"Heat.\",\n          \"points_earned\": {heat},", StringComparison.Ordinal));

        var exception = await Assert.ThrowsAsync<ExamException>(() => room.GradeAsync(model));

        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(room.Folder.Decisions));
    }

    [Fact]
    public async Task AHandEditOfTheGrades_BecomesADecision()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        var path = room.Folder.Student("Nova Quill").Grades;
        var text = await File.ReadAllTextAsync(path);
        var at = text.IndexOf("\"question_id\": \"3\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text[..at] + text[at..]
            .Replace("\"points_earned\": 4,", "\"points_earned\": 3,", StringComparison.Ordinal)
            .Replace("\"description\": \"Heat.\",\n          \"points_earned\": 2,", "\"description\": \"Heat.\",\n          \"points_earned\": 1,", StringComparison.Ordinal));

        await room.GradeAsync(model, new() { Force = true });

        var grade = await room.GradeOfAsync("Nova Quill", "3");
        Assert.Equal((3m, "edited by hand"), (grade.PointsEarned, grade.DecidedBy));
        Assert.Equal([2m, 1m], grade.CriterionScores.Select(criterion => criterion.PointsEarned));
        Assert.Single(await File.ReadAllLinesAsync(room.Folder.Decisions));
        Assert.Equal(5, model.Requests.Count);

        // Taken over once, not at every run, and a later decision counts more.
        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "Nova Quill", QuestionId = "3", Points = 0 }], "T");
        await room.GradeAsync(model);
        Assert.Equal(0m, (await room.GradeOfAsync("Nova Quill", "3")).PointsEarned);
        Assert.Equal(2, (await File.ReadAllLinesAsync(room.Folder.Decisions)).Length);
    }

    [Fact]
    public async Task AHandEditThatContradictsItself_IsRefused()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        var path = room.Folder.Student("Nova Quill").Grades;
        var text = await File.ReadAllTextAsync(path);
        var at = text.IndexOf("\"question_id\": \"3\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text[..at] + text[at..].Replace("\"points_earned\": 4,", "\"points_earned\": 1,", StringComparison.Ordinal));

        var exception = await Assert.ThrowsAsync<ExamException>(() => room.GradeAsync(model));

        Assert.Contains("question 3 has 1 points, but its criteria add up to 4", exception.Message, StringComparison.Ordinal);
    }
}
