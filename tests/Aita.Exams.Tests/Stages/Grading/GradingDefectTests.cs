using Aita.Exams.Domain;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Tests.Stages.Grading;

/// <summary>What went wrong in the Python system when marks were given; each would fail there. See also GradingStageTests (1, 4) and InjectionTests (9).</summary>
public sealed class GradingDefectTests
{
    /// <summary>Defect 3: the total possible was the sum over what happened to be graded.</summary>
    [Fact]
    public async Task TotalPossible_WithAnUnmappedAndAFailedQuestion_IsThatOfTheExam()
    {
        using var room = await Classroom.OfAsync();
        await room.WriteAsync("Nova Quill", answers => answers with { QuestionAnswers = [.. answers.QuestionAnswers.Take(2)] }, "joule", "t = 2 s by fall", "x");
        using var model = new ScriptedModel(prompt => Answers.IsAbout(prompt, "2") ? throw new LlmException(FailureKind.Server, "The provider failed.") : Answers.Full(prompt));

        await room.GradeAsync(model);

        var grades = await room.GradesOfAsync("Nova Quill");
        Assert.Equal([GradeState.Graded, GradeState.Failed, GradeState.NeedsReview], grades.QuestionGrades.Select(grade => grade.State));
        Assert.Equal((2m, 10m, null, 2), (grades.TotalScore, grades.TotalPossible, grades.Percentage, grades.OpenQuestions));
    }

    /// <summary>Defect 5: a page that failed became an empty answer, and so a wrong one. Files of that system say it by confidence 0 alone.</summary>
    [Fact]
    public async Task FilesOfThePythonSystem_AFailedPage_IsNotAWrongAnswer()
    {
        using var room = await Classroom.OfAsync();
        Directory.CreateDirectory(Path.GetDirectoryName(room.Folder.Student("Nova Quill").QuestionTranscriptions)!);
        await File.WriteAllTextAsync(room.Folder.Student("Nova Quill").QuestionTranscriptions, """
            {"student_name":"Nova Quill","student_id":null,"exam_name":"Quiz","total_questions":3,"mapped_questions":2,
             "mapping_stats":{"expected_questions":3},"question_answers":[
               {"student_name":"Nova Quill","student_id":null,"question_id":"1","raw_text":"joule","image_paths":["p1.jpg"],"confidence":0.9,"transcription_notes":null},
               {"student_name":"Nova Quill","student_id":null,"question_id":"2","raw_text":"","image_paths":["p1.jpg"],"confidence":0.0,"transcription_notes":null},
               {"student_name":"Nova Quill","student_id":null,"question_id":"3","raw_text":"","image_paths":["p2.jpg"],"confidence":0.8,"transcription_notes":null}]}
            """);
        await File.WriteAllTextAsync(room.Folder.Rubrics, """
            {"rubrics":[{"question_id":"1","total_points":2,"criteria":[{"points":2,"description":"Names the joule.","examples":[]}]},
             {"question_id":"2","total_points":"4","criteria":[{"points":1,"description":"A"},{"points":3.0,"description":"B"}]},
             {"question_id":"3","total_points":4,"criteria":[{"points":4,"description":"C"}]}]}
            """);
        using var model = new ScriptedModel(Answers.Full);

        await room.GradeAsync(model);

        var grades = await room.GradesOfAsync("Nova Quill");
        Assert.Equal([GradeState.Graded, GradeState.Failed, GradeState.Blank], grades.QuestionGrades.Select(grade => grade.State));
        Assert.Equal([2m, null, 0m], grades.QuestionGrades.Select(grade => grade.PointsEarned));
        Assert.Single(model.Requests);
    }

    /// <summary>Defect 7: results in the order of completion were taken for those of the tasks, so a failure was blamed on another question.</summary>
    [Fact]
    public async Task Outcomes_InAnotherOrderThanTheRequests_ReachTheirOwnQuestions()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh", "Tansy Orbit Junior");
        using var model = new ScriptedModel(prompt =>
            Answers.IsAbout(prompt, "2") && Answers.AnswerIn(prompt).Contains("(1)", StringComparison.Ordinal) ? throw new LlmException(FailureKind.Server, "It broke.")
            : Answers.IsAbout(prompt, "1") ? Answers.Of(prompt, 0.25m) : Answers.IsAbout(prompt, "2") ? Answers.Of(prompt, 0.5m, 0.75m) : Answers.Of(prompt, 1, 2));

        var result = await room.GradeAsync(model);

        var failed = Assert.Single(result.Items, item => item.State == StageItemState.Failed);
        Assert.Equal(("question 2 of Pixel Marsh", "It broke."), (failed.Name, failed.Error));
        Assert.Equal([0.25m, null, 3m], (await room.GradesOfAsync("Pixel Marsh")).QuestionGrades.Select(grade => grade.PointsEarned));
        Assert.Equal([0.25m, 1.25m, 3m], (await room.GradesOfAsync("Nova Quill")).QuestionGrades.Select(grade => grade.PointsEarned));
    }

    /// <summary>Defect 8: students at 0 % were left out of the class, and medians of even numbers were wrong.</summary>
    [Fact]
    public async Task Distribution_WithAStudentAtZero_CountsTheStudentAndTakesTheRightMedian()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        await room.WriteAsync("Empty One", "", "", "");
        await room.WriteAsync("Half Way", "joule", "t = 3 s by fall", "");
        await room.WriteAsync("Open One", "joule", null, "");
        using var model = new ScriptedModel(prompt => Answers.AnswerIn(prompt).StartsWith("t = 3", StringComparison.Ordinal) ? Answers.Of(prompt, 1, 0) : Answers.Full(prompt));

        await room.GradeAsync(model);

        var file = await room.ReadAsync(room.Folder.GradeDistribution);
        Assert.Equal((4, 3, 1), (file.GetProperty("total_students").GetInt32(), file.GetProperty("complete_students").GetInt32(), file.GetProperty("open_students").GetInt32()));
        Assert.Equal((0m, 30m, 100m, 43.33m), (file.GetProperty("min").GetDecimal(), file.GetProperty("median").GetDecimal(), file.GetProperty("max").GetDecimal(), file.GetProperty("mean").GetDecimal()));
        Assert.Equal([1, 1, 1], ((string[])["0-10", "30-40", "90-100"]).Select(range => file.GetProperty("ranges").GetProperty(range).GetInt32()));
        var summary = await room.ReadAsync(room.Folder.GradingSummary);
        Assert.Contains(summary.GetProperty("students").EnumerateArray(), student => student.GetProperty("folder").GetString() == "Empty One" && student.GetProperty("percentage").GetDecimal() == 0);
    }

    [Theory]
    [InlineData(new double[] { 10, 20 }, 15)]
    [InlineData(new double[] { 0, 10, 20, 70 }, 15)]
    [InlineData(new double[] { 70, 0, 20 }, 20)]
    public void Median_OfEvenAndOddNumbers_IsTheMiddle(double[] percentages, double expected) => Assert.Equal(
        (decimal)expected, DistributionFile.Of([.. percentages.Select(value => new StudentGrades { Percentage = (decimal)value })]).Median);

    /// <summary>Defect 12: all students shared one checkpoint; after a failure the next run crashed and gave 0/0.</summary>
    [Fact]
    public async Task ARunAfterAFailure_GradesOnlyWhatFailedAndKeepsEveryoneApart()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        using var broken = new ScriptedModel(prompt => Answers.IsAbout(prompt, "3") ? throw new LlmException(FailureKind.Server, "It broke.") : Answers.Full(prompt));
        await room.GradeAsync(broken, checkpoint: true);
        using var model = new ScriptedModel(Answers.Full);

        var result = await room.GradeAsync(model, checkpoint: true);

        Assert.Equal(2, model.Requests.Count);
        Assert.True(result.IsFinished);
        Assert.Equal((10m, 10m, 100m), Totals(await room.GradesOfAsync("Nova Quill")));
        Assert.Equal((10m, 10m, 100m), Totals(await room.GradesOfAsync("Pixel Marsh")));

        static (decimal, decimal, decimal?) Totals(StudentGrades grades) => (grades.TotalScore, grades.TotalPossible, grades.Percentage);
    }

    /// <summary>Defect 12 again: a run killed before it wrote anything goes on from its checkpoint.</summary>
    [Fact]
    public async Task ARunStoppedInTheMiddle_IsNotPaidTwice()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        using var stop = new CancellationTokenSource();
        using var first = new ScriptedModel(Answers.Full) { Asked = count => { if (count == 2) { stop.Cancel(); } } };
        var stopped = await GradingStage.RunAsync(await room.PlanAsync(), room.Executor(first, checkpoint: true, workers: 1), cancellationToken: stop.Token);
        var grades = (await room.GradesOfAsync("Nova Quill")).QuestionGrades.Concat((await room.GradesOfAsync("Pixel Marsh")).QuestionGrades);
        Assert.False(stopped.IsFinished);
        Assert.Contains(grades, grade => grade.State == GradeState.Failed && grade.ReviewReasons[0].Contains("not graded yet", StringComparison.Ordinal));
        Directory.Delete(room.Folder.GradingResults, recursive: true);

        using var second = new ScriptedModel(Answers.Full);
        var result = await room.GradeAsync(second, checkpoint: true);

        Assert.True(result.IsFinished);
        Assert.Equal(6, first.Requests.Count + second.Requests.Count);
        Assert.True(second.Requests.Count < 6);
        Assert.Equal(10m, (await room.GradesOfAsync("Pixel Marsh")).TotalScore);
    }

    /// <summary>The model of the settings was ignored when grading.</summary>
    [Fact]
    public async Task TheModelAsked_IsTheOneOfTheSecondReaderToo()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        var plan = await room.PlanAsync(new() { SecondReader = true, SecondReaderModel = "other/model" });

        var work = new GradingWork(plan);
        var models = new List<string?>();
        await foreach (var task in work.StartAsync(TestContext.Current.CancellationToken))
        {
            models.Add(task.Options?.ModelId);
        }

        Assert.Equal([null, "other/model", null, "other/model", null, "other/model"], models);
    }
}
