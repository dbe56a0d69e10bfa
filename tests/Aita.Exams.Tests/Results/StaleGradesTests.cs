using Aita.Exams.Domain;
using Aita.Exams.Stages.Audit;
using Aita.Exams.Stages.Exports;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Stages.Reports;
using Aita.Exams.Stages.Transcription;
using Aita.Exams.Tests.Stages;
using Aita.Exams.Tests.Stages.Grading;
using Aita.Exams.Tests.Stages.Transcription;
using Aita.Exams.Tests.Workspace;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Results;

/// <summary>Grades that were made from something else than what is there now.</summary>
public sealed class StaleGradesTests
{
    [Theory]
    [InlineData("answers", "the answers")]
    [InlineData("rubric", "the rubrics")]
    [InlineData("key", "the answer keys")]
    [InlineData("question", "the questions")]
    public async Task WhatTheGradesFollowFromChanged_NothingIsExportedUntilTheyFollowAgain(string what, string named)
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        await CsvExport.RunAsync(room.Folder);
        var nova = room.Folder.Student("Nova Quill");
        switch (what)
        {
            case "answers":
                await AnswersFile.ChangeAsync(nova, answers => answers with { QuestionAnswers = [.. answers.QuestionAnswers.Select(answer => answer.QuestionId == "1" ? answer with { RawText = "watt" } : answer)] });
                break;
            case "rubric":
                await ExamFiles.WriteRubricsAsync(room.Folder.Rubrics, [.. Classroom.Rubrics.Select(rubric => rubric.QuestionId == "1" ? rubric with { Criteria = [new() { Points = 2, Description = "Names the watt." }] } : rubric)]);
                break;
            case "key":
                await ExamFiles.WriteAnswerKeysAsync(room.Folder.AnswerKeys, [.. Classroom.Questions.Select(question => new AnswerKey { QuestionId = question.QuestionId, CorrectAnswer = "another key" })]);
                break;
            case "question":
                await ChangeSpecAsync(room, spec => spec with { Questions = [.. spec.Questions.Select(question => question.QuestionId == "1" ? question with { QuestionText = "Name the unit of power." } : question)] });
                break;
        }

        var refused = await Assert.ThrowsAsync<ExamException>(() => CsvExport.RunAsync(room.Folder, new() { Open = OpenStudents.Count }));
        var problems = (await Verification.RunAsync(room.Folder)).Problems;
        var report = await ReportStage.RunAsync(room.Folder, new() { AnnotatedPdf = false });

        Assert.Contains($"Nova Quill ({named})", refused.Message, StringComparison.Ordinal);
        Assert.Contains("run aita grade", refused.Message, StringComparison.Ordinal);
        Assert.Equal(what != "answers", refused.Message.Contains("Pixel Marsh", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Check == "grades" && problem.File == nova.Grades && problem.Message.Contains($"{named} changed", StringComparison.Ordinal));
        Assert.Contains($"{named} changed", await File.ReadAllTextAsync(nova.Report), StringComparison.Ordinal);
        Assert.Contains(report.Warnings, warning => warning.Contains("Nova Quill", StringComparison.Ordinal) && warning.Contains(named, StringComparison.Ordinal));

        await room.GradeAsync(model);

        Assert.Equal(2, (await CsvExport.RunAsync(room.Folder)).Exported);
        Assert.DoesNotContain((await Verification.RunAsync(room.Folder)).Problems, problem => problem.Check == "grades");
    }

    [Theory]
    [InlineData("points", true)]
    [InlineData("page", true)]
    [InlineData("title", false)]
    public async Task TheExamChanged_GradesAreStaleOnlyByWhatGradingUsed(string what, bool isStale)
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        await ChangeSpecAsync(room, spec => what switch
        {
            "points" => spec with { TotalPoints = 0, Questions = [.. spec.Questions.Select(question => question with { Points = question.Points + 1 })] },
            "page" => spec with { Questions = [.. spec.Questions.Select(question => question with { PageNumber = 1 })] },
            _ => spec with { ExamName = "Quiz of May" },
        });

        var stale = (await StatusReader.ReadAsync(room.Folder)).Waiting.Where(item => item.What.Contains("the questions changed", StringComparison.Ordinal));

        Assert.Equal(isStale, stale.Any());
    }

    [Fact]
    public async Task ARecordOfAnEarlierVersion_IsNotStaleByTheExamItDidNotNote()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        var path = room.Folder.Student("Nova Quill").GradingRecord;
        var record = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsObject();
        record["sources"]!.AsObject().Remove("questions");
        await File.WriteAllTextAsync(path, record.ToJsonString());

        Assert.Equal(1, (await CsvExport.RunAsync(room.Folder)).Exported);
    }

    [Fact]
    public async Task ARecordOfAnEarlierVersion_IsNotStale()
    {
        using var room = await Classroom.OfAsync("Nova Quill");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        var path = room.Folder.Student("Nova Quill").GradingRecord;
        var record = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsObject();
        record.Remove("sources");
        await File.WriteAllTextAsync(path, record.ToJsonString());
        await ExamFiles.WriteAnswerKeysAsync(room.Folder.AnswerKeys, []);

        Assert.Equal(1, (await CsvExport.RunAsync(room.Folder)).Exported);
    }

    [Fact]
    public async Task ADecision_MakesOtherGradesNoYounger()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        await ExamFiles.WriteAnswerKeysAsync(room.Folder.AnswerKeys, []);

        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "Nova Quill", QuestionId = "1", Points = 1 }], "T");

        // Nova's other marks are of another key and are open now; Pixel's stand in the file as they were.
        var refused = await Assert.ThrowsAsync<ExamException>(() => CsvExport.RunAsync(room.Folder, new() { Open = OpenStudents.LeaveOut }));
        Assert.Contains("Pixel Marsh (the answer keys)", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Nova Quill", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await room.GradesOfAsync("Nova Quill")).OpenQuestions);
    }

    [Fact]
    public async Task APageEditedAfterGrading_NothingIsExportedUntilItIsTakenOver()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var student = midterm.Folder.Student("Nova Quill");
        var spec = await ExamFiles.ReadExamSpecAsync(midterm.Folder);
        await ExamFiles.WriteRubricsAsync(midterm.Folder.Rubrics, [.. spec.Questions.Select(question => new Rubric { QuestionId = question.QuestionId, TotalPoints = question.Points, Criteria = [new() { Points = question.Points, Description = "All of it." }] })]);
        await TranscribeAsync(midterm);
        await GradeAsync(midterm);
        var export = new ExportOptions { Open = OpenStudents.Count };
        await CsvExport.RunAsync(midterm.Folder, export);
        var page = student.PageTranscription(2);
        await File.WriteAllTextAsync(page, (await File.ReadAllTextAsync(page)).Replace("I think B", "I think C", StringComparison.Ordinal));

        var refused = await Assert.ThrowsAsync<ExamException>(() => CsvExport.RunAsync(midterm.Folder, export));
        await GradeAsync(midterm);
        var still = await Assert.ThrowsAsync<ExamException>(() => CsvExport.RunAsync(midterm.Folder, export));
        await TranscribeAsync(midterm);
        await GradeAsync(midterm);

        Assert.Contains("Nova Quill (page 2)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("run aita transcribe", refused.Message, StringComparison.Ordinal);
        Assert.Equal(refused.Message, still.Message);
        Assert.Equal(1, (await CsvExport.RunAsync(midterm.Folder, export)).Exported);
    }

    private static async Task ChangeSpecAsync(Classroom room, Func<ExamSpec, ExamSpec> change) =>
        await ExamFiles.WriteExamSpecAsync(room.Folder, change(await ExamFiles.ReadExamSpecAsync(room.Folder)));

    private static async Task TranscribeAsync(Midterm midterm) =>
        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => PageAnswers.Good, checkpoint: false));

    private static async Task GradeAsync(Midterm midterm) =>
        await GradingStage.RunAsync(await GradingPlan.ReadAsync(midterm.Folder), midterm.Executor(Answers.Full, checkpoint: false));
}
