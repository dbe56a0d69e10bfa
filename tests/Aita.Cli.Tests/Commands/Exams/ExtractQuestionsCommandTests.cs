using System.Text.Json;
using Aita.Cli.Commands.Demo;
using Aita.Exams.Workspace;

namespace Aita.Cli.Tests.Commands.Exams;

public sealed class ExtractQuestionsCommandTests
{
    [Fact]
    public async Task ExtractQuestions_AnExamIsThere_SendsNothing()
    {
        await using var world = await CliWorld.StartAsync();
        await world.AddMidtermAsync();

        var result = await world.RunAsync("extract-questions", "-a", "midterm", "--json");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Contains("questions  7 with 40 points on 3 pages: 1a, 1b, 2, 3a, 3b, 4, 5", result.Error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(result.Out);
        Assert.Equal(1, json.RootElement.GetProperty("items").GetProperty("edited").GetInt32());
        Assert.Equal(0, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task ExtractQuestions_DryRun_SaysWhatWouldLeaveTheMachine()
    {
        await using var world = await CliWorld.StartAsync();
        var folder = await world.AddMidtermAsync();
        File.Delete(folder.ExamSpec);
        await SampleExam.UnpackScansAsync(AssignmentFolder.Open(world.PathTo("data"), "scanned"), TestContext.Current.CancellationToken);

        var blank = await world.RunAsync("extract-questions", "-a", "scanned", "--dry-run");
        var student = await world.RunAsync("extract-questions", "-a", "midterm", "--dry-run", "--from-student", "Nova Quill", "--name-strip", "12");

        Assert.Contains("extract-questions: 1 call", blank.Out, StringComparison.Ordinal);
        Assert.Contains("sends      3 page images of the blank exam; no student's work, no names", blank.Out, StringComparison.Ordinal);
        Assert.Contains("sends      3 page images of one student with all that is written on them, names on the paper masked; no file names", student.Out, StringComparison.Ordinal);
        Assert.Equal(0, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task ExtractQuestions_NoPages_ExitsWithOneSentence()
    {
        await using var world = await CliWorld.StartAsync();
        var folder = await world.AddMidtermAsync();
        File.Delete(folder.ExamSpec);

        var result = await world.RunAsync("extract-questions", "-a", "midterm");

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains("put the blank exam in", result.Error, StringComparison.Ordinal);
    }
}
