using Aita.Exams.Stages.Audit;
using Aita.Exams.Stages.Exports;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Tests.Stages;
using Aita.Exams.Tests.Stages.Grading;

namespace Aita.Exams.Tests.Results;

/// <summary>How many marks are suggestions of a model: everyone who says it says the same number.</summary>
public sealed class SuggestedMarksTests
{
    [Fact]
    public async Task BlankDecidedAndOpenAnswers_AreNoSuggestions_WhoeverCounts()
    {
        using var room = await Classroom.OfAsync("Nova Quill", "Pixel Marsh");
        await room.WriteAsync("Ash Lock", "", "", "Friction makes heat of it.");
        await room.WriteAsync("Rene Moss", "joule", null, "It stops [unclear].");
        using var model = new ScriptedModel(Answers.Full);
        await room.GradeAsync(model);
        await GradeDecisions.DecideAsync(room.Folder, [new() { Student = "Nova Quill", QuestionId = "1", Points = 1 }], "Kim");

        var graded = await room.GradeAsync(model);
        var status = (await StatusReader.ReadAsync(room.Folder)).Stages.Single(stage => stage.Stage == "grade");
        var export = await CsvExport.RunAsync(room.Folder, new() { Open = OpenStudents.Count });
        var summary = await room.ReadAsync(room.Folder.GradingSummary);

        // Twelve answers: two blank, one without its page, one illegible, one decided.
        Assert.StartsWith("7 suggested, 0 accepted, 1 decided by a person, 2 blank, 2 open.", graded.Statement, StringComparison.Ordinal);
        Assert.Contains("7 marks suggested by a model", status.Details, StringComparison.Ordinal);
        Assert.Contains("7 of 10 marks are suggestions of a model that no person has decided.", export.Warnings);
        Assert.Equal(7, summary.GetProperty("standings").GetProperty("suggested").GetInt32());
        Assert.Null((await room.GradeOfAsync("Ash Lock", "1")).Standing);
    }
}
