using Aita.Exams.Stages.Audit;
using Aita.Exams.Stages.Exports;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Stages.Reports;
using Aita.Exams.Tests.Stages;
using Aita.Exams.Tests.Stages.Grading;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Results;

/// <summary>Reports and exports that were made before a mark changed: nobody may hand one out without knowing.</summary>
public sealed class OutdatedReportsTests
{
    private static readonly ReportStageOptions Html = new() { AnnotatedPdf = false };

    [Fact]
    public async Task ADecisionAfterTheReport_IsToldByStatusAndVerifyUntilReportRunsAgain()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        await ReportStage.RunAsync(room.Folder, Html);
        var before = await StatusReader.ReadAsync(room.Folder);
        var soundBefore = await ProblemsAsync(room.Folder, "reports");

        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "Nova Quill", QuestionId = "1", Points = 1 }], "Kim");
        var after = await StatusReader.ReadAsync(room.Folder);
        var problems = await ProblemsAsync(room.Folder, "reports");
        await ReportStage.RunAsync(room.Folder, Html);

        Assert.DoesNotContain(before.Waiting, item => item.Command.StartsWith("aita report", StringComparison.Ordinal));
        Assert.Empty(soundBefore);
        var waiting = Assert.Single(after.Waiting, item => item.Command.StartsWith("aita report", StringComparison.Ordinal));
        Assert.Equal((1, "student whose report is older than the marks", room.Folder.Reports, "aita report -a quiz"), (waiting.Count, waiting.What, waiting.Where, waiting.Command));
        Assert.Equal(StageProgress.Partly, after.Stages.Single(stage => stage.Stage == "report").State);
        Assert.Equal(
            [room.Folder.Student("Nova Quill").Report, room.Folder.ClassReport],
            problems.Select(problem => problem.File));
        Assert.All(problems, problem => Assert.Contains("aita report", problem.Advice, StringComparison.Ordinal));
        Assert.Empty(await ProblemsAsync(room.Folder, "reports"));
        Assert.DoesNotContain((await StatusReader.ReadAsync(room.Folder)).Waiting, item => item.Command.StartsWith("aita report", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnotherGradingAfterTheReport_NextIsTheReport()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1", 4, 6, 10);
        await course.AddAsync("Rene Moss", "2", 4, 6, 10);
        await ReportStage.RunAsync(course.Folder, Html);
        await GradedClass.WriteGradesAsync(student, "1", [GradedClass.Graded(0, 4), GradedClass.Graded(1, 6), GradedClass.Graded(2, 9)]);

        var status = await StatusReader.ReadAsync(course.Folder);

        Assert.Equal("aita report -a midterm", status.Next);
        Assert.Equal("2 of 2 students, and the class; that of a student older than the marks", status.Stages.Single(stage => stage.Stage == "report").Details);
    }

    [Fact]
    public async Task ThePdfOfAnEarlierReport_IsOutdatedThoughThePageIsNew()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1", 4, 6, 10);
        await ReportStage.RunAsync(course.Folder);
        await GradedClass.WriteGradesAsync(student, "1", [GradedClass.Graded(0, 4), GradedClass.Graded(1, 6), GradedClass.Graded(2, 9)]);
        await ReportStage.RunAsync(course.Folder, Html);

        Assert.Equal([student.AnnotatedExam], (await ProblemsAsync(course.Folder, "reports")).Select(problem => problem.File));
    }

    [Fact]
    public async Task AReportOfAnEarlierVersion_CannotBeReliedOn()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1", 4, 6, 10);
        Directory.CreateDirectory(Path.GetDirectoryName(student.Report)!);
        await File.WriteAllTextAsync(student.Report, "<html>");

        Assert.Equal([student.Report], (await ProblemsAsync(course.Folder, "reports")).Select(problem => problem.File));
    }

    [Fact]
    public async Task TheScanOfAPageThatChanged_MakeTheReportOutdated()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1", 4, 6, 10);
        await ReportStage.RunAsync(course.Folder, Html);
        await File.AppendAllTextAsync(student.ListPages()[0], "another scan");

        Assert.Equal([student.Report, course.Folder.ClassReport], (await ProblemsAsync(course.Folder, "reports")).Select(problem => problem.File));
    }

    [Fact]
    public async Task AReportThatSaysItsMarksAreOutOfDate_IsOutdatedWhenTheyAreNotAnyMore()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        var keys = await ExamFiles.TryReadAnswerKeysAsync(room.Folder.AnswerKeys);
        await ExamFiles.WriteAnswerKeysAsync(room.Folder.AnswerKeys, []);
        await ReportStage.RunAsync(room.Folder, Html);
        var stale = await ProblemsAsync(room.Folder, "reports");
        await ExamFiles.WriteAnswerKeysAsync(room.Folder.AnswerKeys, keys!);

        Assert.Empty(stale);
        Assert.Equal(room.Folder.Student("Nova Quill").Report, (await ProblemsAsync(room.Folder, "reports"))[0].File);
    }

    [Fact]
    public async Task StaleGrades_AreToldByStatus()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        await ExamFiles.WriteAnswerKeysAsync(room.Folder.AnswerKeys, []);

        var status = await StatusReader.ReadAsync(room.Folder);

        var waiting = Assert.Single(status.Waiting, item => item.Command.StartsWith("aita grade", StringComparison.Ordinal));
        Assert.Equal((2, "students whose marks are out of date: the answer keys changed after them"), (waiting.Count, waiting.What));
        Assert.Equal(StageProgress.Partly, status.Stages.Single(stage => stage.Stage == "grade").State);
    }

    [Fact]
    public async Task ADecisionAfterAnExport_IsToldByStatus()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1", 4, 5, 10);
        await ReportStage.RunAsync(course.Folder, Html);
        await CsvExport.RunAsync(course.Folder);
        var before = await StatusReader.ReadAsync(course.Folder);

        // The total stays, but the table has the marks of each question.
        await GradedClass.WriteGradesAsync(student, "1", [GradedClass.Graded(0, 3), GradedClass.Graded(1, 6), GradedClass.Graded(2, 10)]);
        await ReportStage.RunAsync(course.Folder, Html);
        var status = await StatusReader.ReadAsync(course.Folder);

        Assert.DoesNotContain(before.Waiting, item => item.Command.StartsWith("aita export", StringComparison.Ordinal));
        var waiting = Assert.Single(status.Waiting, item => item.Command.StartsWith("aita export", StringComparison.Ordinal));
        Assert.Equal((1, "export that does not say what the marks say now", course.Folder.Exports, "aita export csv -a midterm"), (waiting.Count, waiting.What, waiting.Where, waiting.Command));
        Assert.Equal("aita export csv -a midterm", status.Next);
    }

    [Fact]
    public async Task AStudentWhoWasLeftOut_MakesTheExportOutdatedOnceNothingIsOpen()
    {
        using var course = await GradedClass.CreateAsync();
        await course.AddAsync("Rene Moss", "2", 4, 6, 10);
        var student = await course.AddAsync("Nova Quill", "1", 4, 5, 10);
        await GradedClass.WriteGradesAsync(student, "1", [GradedClass.Graded(0, 4), GradedClass.NeedsReview(1), GradedClass.Graded(2, 10)]);
        await CsvExport.RunAsync(course.Folder, new ExportOptions { Open = OpenStudents.LeaveOut });
        var open = await ProblemsAsync(course.Folder, "exports");
        await GradedClass.WriteGradesAsync(student, "1", [GradedClass.Graded(0, 4), GradedClass.Graded(1, 5), GradedClass.Graded(2, 10)]);

        var decided = await ProblemsAsync(course.Folder, "exports");

        Assert.Empty(open);
        Assert.Contains("Nova Quill was left out of the export", Assert.Single(decided).Message, StringComparison.Ordinal);
        Assert.Contains((await StatusReader.ReadAsync(course.Folder)).Waiting, item => item.Kind == "outdated_exports");
    }

    [Fact]
    public async Task AnExportElsewhere_IsToldWithTheCommandThatWritesItAgain()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1", 4, 5, 10);
        await ReportStage.RunAsync(course.Folder, Html);
        var path = Path.Join(course.Folder.Root, "final marks.csv");
        await CsvExport.RunAsync(course.Folder, new ExportOptions { Output = path });
        await GradedClass.WriteGradesAsync(student, "1", [GradedClass.Graded(0, 3), GradedClass.Graded(1, 6), GradedClass.Graded(2, 10)]);
        await ReportStage.RunAsync(course.Folder, Html);

        var status = await StatusReader.ReadAsync(course.Folder);

        Assert.Equal($"aita export csv -a midterm -o \"{path}\"", status.Next);
    }

    [Fact]
    public async Task PointsThatMovedBetweenQuestions_MakeATableOutdatedThoughTheTotalIsTheSame()
    {
        using var course = await GradedClass.CreateAsync();
        var student = await course.AddAsync("Nova Quill", "1", 4, 5, 10);
        await CsvExport.RunAsync(course.Folder);
        await GradedClass.WriteGradesAsync(student, "1", [GradedClass.Graded(0, 3), GradedClass.Graded(1, 6), GradedClass.Graded(2, 10)]);

        var problem = Assert.Single(await ProblemsAsync(course.Folder, "exports"));

        Assert.Contains("Nova Quill", problem.Message, StringComparison.Ordinal);
        Assert.Contains("aita export csv", problem.Advice, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<VerificationProblem>> ProblemsAsync(AssignmentFolder folder, string check) =>
        [.. (await Verification.RunAsync(folder)).Problems.Where(problem => problem.Check == check)];
}
