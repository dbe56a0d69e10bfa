using Aita.Exams.Workspace;

namespace Aita.Cli.Tests.Commands.Exams;

public sealed class ApproveCommandTests
{
    [Fact]
    public async Task Approve_EveryRubric_HoldsUntilOneChanges()
    {
        await using var world = await CliWorld.StartAsync();
        var folder = await world.AddMidtermAsync();
        await world.RunAsync("generate-rubric", "-a", "midterm");

        var result = await world.RunAsync("approve", "rubric", "-a", "midterm", "--by", "Prof. Quill");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Contains("approved 7 rubrics: 1a, 1b, 2, 3a, 3b, 4, 5", result.Error, StringComparison.Ordinal);
        Assert.Equal(["1a", "1b", "2", "3a", "3b", "4", "5"], await ApprovedAsync(folder));

        await world.RunAsync("approve", "rubric", "2", "-a", "midterm", "--withdraw");
        var text = await File.ReadAllTextAsync(folder.AnswerKeys);
        var at = text.LastIndexOf("\"explanation\": \"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.AnswerKeys, text.Insert(at + "\"explanation\": \"".Length, "Changed. "));

        Assert.Equal(["1a", "1b", "3a", "3b", "4"], await ApprovedAsync(folder));
    }

    [Fact]
    public async Task Approve_InAnotherDataFolder_IsAsForEveryCommand()
    {
        await using var world = await CliWorld.StartAsync();
        await world.AddMidtermAsync();
        await world.RunAsync("generate-rubric", "-a", "midterm");
        Directory.Move(world.PathTo("data"), world.PathTo("courses"));

        var result = await world.RunAsync("approve", "rubric", "1a", "-a", "midterm", "--data-dir", "courses");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.True(File.Exists(world.PathTo("courses/midterm/results/approvals.json")));
    }

    [Fact]
    public async Task Approve_AnUnknownQuestion_SaysWhichThereAre()
    {
        await using var world = await CliWorld.StartAsync();
        await world.AddMidtermAsync();
        await world.RunAsync("generate-rubric", "-a", "midterm");

        var result = await world.RunAsync("approve", "rubric", "9", "-a", "midterm");

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains("There is no rubric of question 9; there are 1a, 1b, 2", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_BeforeThereAreRubrics_SaysHowToMakeThem()
    {
        await using var world = CliWorld.Create();
        await world.AddMidtermAsync();

        var result = await world.RunAsync("approve", "rubric", "-a", "midterm");

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains("aita generate-rubric -a midterm", result.Error, StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<string>> ApprovedAsync(AssignmentFolder folder)
    {
        var (rubrics, keys) = (await ExamFiles.TryReadRubricsAsync(folder.Rubrics), await ExamFiles.TryReadAnswerKeysAsync(folder.AnswerKeys));
        var approvals = await Approvals.ReadAsync(folder);
        return rubrics!.Where(rubric => approvals.Find(rubric, keys!.FirstOrDefault(key => key.QuestionId == rubric.QuestionId)) is { By: "Prof. Quill" })
            .Select(rubric => rubric.QuestionId);
    }
}
