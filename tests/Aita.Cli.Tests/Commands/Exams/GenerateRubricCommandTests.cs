using System.Text.Json;
using Aita.Simulator;

namespace Aita.Cli.Tests.Commands.Exams;

public sealed class GenerateRubricCommandTests
{
    [Fact]
    public async Task GenerateRubric_TwiceOverHttp_PaysOnce()
    {
        await using var world = await CliWorld.StartAsync();
        world.Time = new PatientTime();
        var folder = await world.AddMidtermAsync();

        var first = await world.RunAsync("generate-rubric", "-a", "midterm");
        var sent = world.Server.Traffic.Requests;
        var second = await world.RunAsync("generate-rubric", "-a", "midterm");

        Assert.Equal((ExitCodes.Success, ""), (first.Code, first.Out));
        Assert.Contains("13 calls to google/gemini-2.5-flash at", first.Error, StringComparison.Ordinal);
        Assert.Contains("about $0.0", first.Error, StringComparison.Ordinal);
        Assert.Contains("no student's work", first.Error, StringComparison.Ordinal);
        Assert.Contains("generate-rubric: 13 of 13 succeeded", first.Error, StringComparison.Ordinal);
        Assert.Contains("in flight", first.Error, StringComparison.Ordinal);
        Assert.Contains("rubric of question 2: used as the instructor wrote it", first.Error, StringComparison.Ordinal);
        Assert.Contains(Path.Join("data", "midterm", "results", "rubric.json"), first.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.Rubrics));
        Assert.Equal(13, sent);
        Assert.Equal(ExitCodes.Success, second.Code);
        Assert.Equal(13, world.Server.Traffic.Requests);
        Assert.Contains("nothing to do", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerateRubric_AQuestionFails_ExitsWithTwoAndNamesItWithItsReason()
    {
        await using var world = await CliWorld.StartAsync(new()
        {
            Faults = new()
            {
                Script = static request => request.Text.Contains("\nQuestion 5 (", StringComparison.Ordinal)
                    && request.Text.Contains("grading rubric", StringComparison.Ordinal) ? new Fault(FaultKind.Refused) : null,
            },
        });
        await world.AddMidtermAsync();

        var result = await world.RunAsync("generate-rubric", "-a", "midterm", "--json", "--instructions", "Be kind");

        Assert.Equal(ExitCodes.SomeFailed, result.Code);
        Assert.Contains("failed: rubric of question 5: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("Failed tasks run again when the command is repeated", result.Error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(result.Out);
        Assert.Equal(2, json.RootElement.GetProperty("exit_code").GetInt32());
        Assert.Equal("rubric_5", json.RootElement.GetProperty("failures")[0].GetProperty("id").GetString());
        Assert.Equal(12, json.RootElement.GetProperty("items").GetProperty("made").GetInt32());
        Assert.Equal(13, json.RootElement.GetProperty("run").GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("n\n", 0)]
    [InlineData("\n", 0)]
    [InlineData("y\n", 13)]
    public async Task GenerateRubric_AtATerminal_AsksFirst(string answer, int sent)
    {
        await using var world = await CliWorld.StartAsync();
        await world.AddMidtermAsync();
        world.IsTerminal = true;
        world.Input = answer;

        var result = await world.RunAsync("generate-rubric", "-a", "midterm", "--progress", "none");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Equal(sent, world.Server.Traffic.Requests);
        Assert.Contains("Go on? [y/N]", result.Error, StringComparison.Ordinal);
        Assert.Equal(sent == 0, result.Error.Contains("Nothing was done.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task GenerateRubric_CtrlCAtTheQuestion_EndsAtOnce()
    {
        await using var world = await CliWorld.StartAsync();
        await world.AddMidtermAsync();
        world.IsTerminal = true;
        world.Keyboard = new SilentKeyboard(() => world.Interrupts.Raise());

        var result = await world.RunAsync("generate-rubric", "-a", "midterm", "--progress", "none");

        Assert.Equal(ExitCodes.Interrupted, result.Code);
        Assert.Equal(0, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task GenerateRubric_DryRunWithoutAKey_SaysWhatWouldBeDoneAndSendsNothing()
    {
        await using var world = await CliWorld.StartAsync(new() { RequiredKey = "sk-right" });
        world.Time = new PatientTime();
        await world.AddMidtermAsync();

        var result = await world.RunAsync("generate-rubric", "-a", "midterm", "--dry-run");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Contains("13 calls to google/gemini-2.5-flash at http://127.0.0.1", result.Out, StringComparison.Ordinal);
        Assert.Contains("cost       about $0.0", result.Out, StringComparison.Ordinal);
        Assert.Equal(0, world.Server.Traffic.Requests);
        Assert.Contains("given      rubric of question 2", result.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(world.PathTo("checkpoints")));
    }

    [Fact]
    public async Task GenerateRubric_DryRunWithoutAnAnswer_SaysThatThePriceIsNotKnown()
    {
        await using var world = CliWorld.Create();
        await world.AddMidtermAsync();

        var result = await world.RunAsync("generate-rubric", "-a", "midterm", "--dry-run", "--base-url", "http://127.0.0.1:9/v1");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Contains("cost       not known: 127.0.0.1 gave no price for google/gemini-2.5-flash", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", "There is no assignment 'nowhere' in data: there are 'midterm'.")]
    [InlineData("midterm", "does not exist: check the path, or write the instructions in quotes", "-i", "missing.txt")]
    [InlineData("midterm", "does not exist; check the path", "-r", "missing.json")]
    public async Task GenerateRubric_WrongInput_ExitsWithOneSentence(string assignment, string sentence, params string[] more)
    {
        await using var world = await CliWorld.StartAsync();
        await world.AddMidtermAsync();

        var result = await world.RunAsync(["generate-rubric", "-a", assignment, .. more]);

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task GenerateRubric_InstructionsLongerThanAnyFileName_AreTakenAsText()
    {
        await using var world = await CliWorld.StartAsync();
        await world.AddMidtermAsync();
        var prose = string.Concat(Enumerable.Repeat("Half points for a right method. ", 12));

        var result = await world.RunAsync("generate-rubric", "-a", "midterm", "-i", prose, "--dry-run");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.DoesNotContain("error", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerateRubric_InstructionsInAFile_AreSent()
    {
        var seen = 0;
        await using var world = await CliWorld.StartAsync(new()
        {
            Faults = new()
            {
                Script = request =>
                {
                    Interlocked.Add(ref seen, request.Text.Contains("A VERY SPECIAL WISH", StringComparison.Ordinal) ? 1 : 0);
                    return null;
                },
            },
        });
        await world.AddMidtermAsync();
        world.Write("wishes.txt", "A VERY SPECIAL WISH");

        await world.RunAsync("generate-rubric", "-a", "midterm", "-i", "wishes.txt");

        Assert.Equal(13, seen);
    }

    [Fact]
    public async Task GenerateRubric_ANameInOtherCase_FindsTheAssignment()
    {
        await using var world = await CliWorld.StartAsync();
        await world.AddMidtermAsync();

        var result = await world.RunAsync("generate-rubric", "--assignment", "MidTerm");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Equal(13, world.Server.Traffic.Requests);
    }

    /// <summary>Nobody ever types, and reading cannot be cancelled: as a console does.</summary>
    private sealed class SilentKeyboard(Action onRead) : TextReader
    {
        private readonly TaskCompletionSource<string?> _line = new();

        public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
        {
            onRead();
            return new(_line.Task);
        }
    }

    [Fact]
    public async Task GenerateRubric_UserAdjust_ChangesPointsWithoutACallAndOnlyOnce()
    {
        await using var world = await CliWorld.StartAsync();
        var folder = await world.AddMidtermAsync();
        await world.RunAsync("generate-rubric", "-a", "midterm");
        var sent = world.Server.Traffic.Requests;
        world.Write("wishes.txt", "1b: states the law 2 pts, names the unit 1pts");

        var first = await world.RunAsync("generate-rubric", "-a", "midterm", "-u", "wishes.txt");
        var second = await world.RunAsync("generate-rubric", "-a", "midterm", "-u", "wishes.txt");

        Assert.Equal(ExitCodes.Success, first.Code);
        Assert.Equal(sent, world.Server.Traffic.Requests);
        Assert.Contains("adjustment_log_", first.Error, StringComparison.Ordinal);
        Assert.Contains("was done before; nothing was changed", second.Error, StringComparison.Ordinal);
        Assert.Contains("states the law", await File.ReadAllTextAsync(folder.Rubrics), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerateRubric_UserAdjust_CountsWhatItMadeAndWhatItSent()
    {
        await using var world = await CliWorld.StartAsync();
        await world.AddMidtermAsync();
        await world.RunAsync("generate-rubric", "-a", "midterm");
        world.Write("clear.txt", "1b: states the law 2 pts, names the unit 1pts");
        world.Write("free.txt", "Please be generous with units everywhere.");

        var clear = await world.RunAsync("generate-rubric", "-a", "midterm", "-u", "clear.txt");
        var before = world.Server.Traffic.Requests;
        var free = await world.RunAsync("generate-rubric", "-a", "midterm", "-u", "free.txt");

        Assert.StartsWith("generate-rubric: your words are clear enough to be applied without a model; nothing is sent\n", clear.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("0 calls", clear.Error, StringComparison.Ordinal);
        Assert.Contains("generate-rubric: 1 of 1 succeeded", clear.Error, StringComparison.Ordinal);
        var sent = world.Server.Traffic.Requests - before;
        Assert.InRange(sent, 2, 8);
        Assert.StartsWith("generate-rubric: about 1 call, at most 8, to ", free.Error, StringComparison.Ordinal);
        Assert.Contains($"generate-rubric: {sent - 1} of {sent - 1} succeeded", free.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9: anything 2 pts", "line 1: the exam has no question '9'")]
    [InlineData("1b: states the law 9 pts", "add up to 9, but the question is worth 3")]
    public async Task GenerateRubric_UserAdjustThatCannotBeMeant_ChangesNothing(string wish, string problem)
    {
        await using var world = await CliWorld.StartAsync();
        var folder = await world.AddMidtermAsync();
        await world.RunAsync("generate-rubric", "-a", "midterm");
        var before = await File.ReadAllTextAsync(folder.Rubrics);
        world.Write("wishes.txt", wish);

        var result = await world.RunAsync("generate-rubric", "-a", "midterm", "--useradjust", "wishes.txt");

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(folder.Rubrics));
    }

    [Fact]
    public async Task GenerateRubric_UserAdjustWithInstructions_Refuses()
    {
        await using var world = CliWorld.Create();
        await world.AddMidtermAsync();

        var result = await world.RunAsync("generate-rubric", "-a", "midterm", "-u", "wishes.txt", "-i", "be kind");

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains("give them in separate runs", result.Error, StringComparison.Ordinal);
    }
}
