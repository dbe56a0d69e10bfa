using Aita.Simulator;

namespace Aita.Cli.Tests.Commands;

public sealed class BatchStopTests
{
    private static readonly string[] Line = ["batch", "in.jsonl", "-o", "out.jsonl"];

    [Fact]
    public async Task Run_Interrupted_DrainsLeavesNoOutputAndResumes()
    {
        CliWorld? running = null;
        using var raised = new ManualResetEventSlim();
        await using var world = await CliWorld.StartAsync(new()
        {
            Latency = LatencyModel.Constant(TimeSpan.FromMilliseconds(5)),
            Faults = new()
            {
                Script = request =>
                {
                    if (request.Sequence == 20)
                    {
                        running!.Interrupts.Raise();
                        raised.Set();
                    }
                    else if (request.Sequence > 20)
                    {
                        raised.Wait(); // keeps its slot until the run knows
                    }

                    return null;
                },
            },
        });
        running = world;
        world.Write("in.jsonl", Enumerable.Range(0, 200).Select(BatchCommandTests.Short));

        var first = await world.RunAsync([.. Line, "--no-resume"]);

        Assert.Equal(130, first.Code);
        Assert.False(File.Exists(world.PathTo("out.jsonl")));
        Assert.Equal(["in.jsonl"], Directory.GetFiles(world.Directory).Select(Path.GetFileName));
        Assert.Contains("Stopping: nothing more is sent", first.Error, StringComparison.Ordinal);
        Assert.Contains("Interrupted. Resume with: aita batch in.jsonl -o out.jsonl\n", first.Error, StringComparison.Ordinal);
        Assert.InRange(world.Server.Traffic.Requests, 21, 25); // one in each of the four other slots

        Assert.Equal(0, (await world.RunAsync(Line)).Code);
        Assert.Equal(200, world.Server.Traffic.Requests);
        Assert.Equal(0, world.Server.Traffic.RepeatedRequests);
        Assert.Equal(200, world.Read("out.jsonl").Length);
    }

    [Fact]
    public async Task Run_ModelIsMissing_FallbackModelsAnswerAndAreCounted()
    {
        await using var world = await CliWorld.StartAsync(new() { Models = [new SimulatedModel { Id = "third" }], RestrictModels = true });
        world.Write("in.jsonl", Enumerable.Range(0, 20).Select(BatchCommandTests.Short));

        var stopped = await world.RunAsync([.. Line, "--model", "first"]);
        var result = await world.RunAsync([.. Line, "--model", "first", "--fallback-models", "second, third", "--summary", "s.json"]);

        Assert.Equal(4, stopped.Code);
        Assert.Equal(0, result.Code);
        Assert.All(world.Read("out.jsonl"), static line => Assert.Contains("\"model\":\"third\"", line, StringComparison.Ordinal));
        Assert.Contains("to other models, 20 tasks saved", result.Error, StringComparison.Ordinal);
        Assert.InRange(BatchCommandTests.Parse(string.Concat(world.Read("s.json"))).GetProperty("fallbacks").GetProperty("requests").GetInt32(), 23, 30); // only the first ask "second"
        Assert.Contains("\"fallbacks\":", string.Concat(world.Read("s.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ProviderIsDownForTooLong_StopsAndResumes()
    {
        var isDown = true;
        await using var world = await CliWorld.StartAsync(new()
        {
            Faults = new() { Script = _ => Volatile.Read(ref isDown) ? new Fault(FaultKind.Overloaded529) : null },
        });
        world.Write("in.jsonl", Enumerable.Range(0, 50).Select(BatchCommandTests.Short));

        var stopped = await world.RunAsync([.. Line, "--outage-timeout", "0.5"]);
        Volatile.Write(ref isDown, false);
        var resumed = await world.RunAsync(Line);

        Assert.Equal(4, stopped.Code);
        Assert.Contains("The provider seems to be down; one request at a time tries again", stopped.Error, StringComparison.Ordinal);
        Assert.Contains("run again when it is up. The last failure: The provider is overloaded", stopped.Error, StringComparison.Ordinal);
        Assert.Contains("Resume with: aita batch in.jsonl -o out.jsonl --outage-timeout 0.5", stopped.Error, StringComparison.Ordinal);
        Assert.Equal(0, resumed.Code);
        Assert.Equal(50, world.Server.Traffic.Succeeded);
    }

    [Fact]
    public async Task Run_ProviderAsksToWaitForMinutes_StopsSayingUntilWhenAndResumes()
    {
        var isShut = false;
        await using var world = await CliWorld.StartAsync(new()
        {
            Faults = new() { Script = request => request.Sequence == 20 || Volatile.Read(ref isShut) ? Shut() : null },
        });
        world.Write("in.jsonl", Enumerable.Range(0, 50).Select(BatchCommandTests.Short));
        Fault Shut()
        {
            Volatile.Write(ref isShut, true);
            return new Fault(FaultKind.RateLimited429) { RetryAfterSeconds = 300 };
        }

        var stopped = await world.RunAsync(Line);
        var before = world.Server.Traffic.Succeeded;
        Volatile.Write(ref isShut, false);
        var resumed = await world.RunAsync(Line);

        Assert.Equal(4, stopped.Code);
        Assert.Matches(@"The provider asks to wait until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d, 300 s, longer than the 120 s allowed: run again after that", stopped.Error);
        Assert.Contains("Resume with: aita batch in.jsonl -o out.jsonl", stopped.Error, StringComparison.Ordinal);
        Assert.InRange(before, 1, 49);
        Assert.Equal((0, 50L), (resumed.Code, world.Server.Traffic.Succeeded));
    }

    [Fact]
    public async Task Run_InterruptedTwice_AbortsTheRequestsInFlight()
    {
        CliWorld? running = null;
        await using var world = await CliWorld.StartAsync(new()
        {
            Faults = new()
            {
                Script = request =>
                {
                    if (request.Sequence < 3)
                    {
                        return null;
                    }

                    if (request.Sequence == 4)
                    {
                        running!.Interrupts.Raise();
                        running.Interrupts.Raise();
                    }

                    return new Fault(FaultKind.Hang);
                },
            },
        });
        running = world;
        world.Write("in.jsonl", Enumerable.Range(0, 50).Select(BatchCommandTests.Short));

        var result = await world.RunAsync([.. Line, "--workers", "2"]);

        Assert.Equal(130, result.Code);
        Assert.Contains("Aborting the requests in flight.", result.Error, StringComparison.Ordinal);
        Assert.Contains("3 of 50 succeeded, 47 not run", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CancelledByItsCaller_IsInterrupted()
    {
        await using var world = await CliWorld.StartAsync();
        world.Write("in.jsonl", BatchCommandTests.Short(0));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var console = new AitaConsole
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            In = TextReader.Null,
            OpenInput = () => Stream.Null,
            OpenOutput = () => Stream.Null,
        };
        var services = new AitaServices { Environment = world.Environment, WorkingDirectory = world.Directory, Interrupts = world.Interrupts };

        Assert.Equal(130, await AitaApp.RunAsync(console, Line, services, cancelled.Token));
        Assert.Equal(0, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task Run_SpendingCap_StopsBelowItAndSaysWhatToDo()
    {
        await using var world = await CliWorld.StartAsync();
        world.Time = new PatientTime();
        world.Write("in.jsonl", Enumerable.Range(0, 200).Select(i => $$"""{"id":"q{{i}}","prompt":"Question {{i}}","max_tokens":200}"""));

        var result = await world.RunAsync([.. Line, "--max-cost", "0.01"]);

        Assert.Equal(3, result.Code);
        Assert.InRange(world.Server.Traffic.Cost, 0.001m, 0.01m);
        Assert.Contains("raise the cap and run again to go on. Resume with: aita batch in.jsonl -o out.jsonl --max-cost USD\n", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(world.PathTo("out.jsonl")));
    }

    [Theory]
    [InlineData("0.04", 0)] // the longest answer costs 0.05
    [InlineData("0.2", 1)]
    public async Task Run_SpendingCapAndLinesWithoutALimit_HoldsAndSaysHowManyTokensAreReserved(string cap, int least)
    {
        await using var world = await CliWorld.StartAsync(new()
        {
            Models = [new SimulatedModel { Id = "m", CompletionPrice = 0.00001m, MaxCompletionTokens = 5000 }],
            MedianCompletionTokens = 4500, // some are cut off at 5,000
        });
        world.Time = new PatientTime();
        world.Write("in.jsonl", Enumerable.Range(0, 50).Select(i => $$"""{"id":"q{{i}}","prompt":"Question {{i}}"}"""));

        var result = await world.RunAsync([.. Line, "--model", "m", "--max-cost", cap]);

        Assert.Equal(3, result.Code);
        Assert.InRange(world.Server.Traffic.Requests, least, 49);
        Assert.InRange(world.Server.Traffic.Cost, 0m, decimal.Parse(cap, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains("it sets no limit, so that 5,000 output tokens were to be reserved, $0.05 with its input. Set a limit", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SpendingCapAndALimitForLinesWithoutOne_ReservesNoMore()
    {
        await using var world = await CliWorld.StartAsync(new()
        {
            Models = [new SimulatedModel { Id = "m", CompletionPrice = 0.00001m, MaxCompletionTokens = 5000 }],
            MedianCompletionTokens = 50,
        });
        world.Write("in.jsonl", Enumerable.Range(0, 20).Select(i => $$"""{"id":"q{{i}}","prompt":"Question {{i}}"}"""));

        var result = await world.RunAsync([.. Line, "--model", "m", "--max-cost", "0.04", "--max-output-tokens", "100"]);

        Assert.Equal(0, result.Code);
        Assert.Equal(20, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task Run_WrongKey_StopsAtOnceWithoutShowingIt()
    {
        await using var world = await CliWorld.StartAsync(new() { RequiredKey = "sk-right" });
        world.Environment["OPENROUTER_API_KEY"] = "sk-very-secret";
        world.Write("in.jsonl", Enumerable.Range(0, 200).Select(BatchCommandTests.Short));

        var result = await world.RunAsync(Line);

        Assert.Equal(4, result.Code);
        Assert.InRange(world.Server.Traffic.Requests, 1, 10);
        Assert.Contains("Resume with: aita batch in.jsonl -o out.jsonl\n", result.Error, StringComparison.Ordinal);
        Assert.All(
            Directory.GetFiles(world.Directory, "*", SearchOption.AllDirectories).Select(File.ReadAllText).Append(result.Error + result.Out),
            text => Assert.DoesNotContain("sk-very-secret", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_NoCreditLeft_IsRefusedAndResumable()
    {
        await using var world = await CliWorld.StartAsync(new() { CreditLimit = 0.002m });
        world.Write("in.jsonl", Enumerable.Range(0, 100).Select(BatchCommandTests.Short));

        var result = await world.RunAsync(Line);

        Assert.Equal(4, result.Code);
        Assert.InRange(world.Server.Traffic.Requests, 2, 60);
    }

    [Fact]
    public async Task Run_UnknownModel_IsRefused()
    {
        await using var world = await CliWorld.StartAsync(new() { RestrictModels = true });
        world.Write("in.jsonl", Enumerable.Range(0, 100).Select(BatchCommandTests.Short));

        var result = await world.RunAsync([.. Line, "--model", "no/such-model"]);

        Assert.Equal(4, result.Code);
        Assert.Contains("no/such-model", result.Error, StringComparison.Ordinal);
        Assert.InRange(world.Server.Traffic.Requests, 3, 20);
    }

    [Fact]
    public async Task Run_CheckpointingIsOff_SaysThatNothingWasRecorded()
    {
        await using var world = await CliWorld.StartAsync(new() { RequiredKey = "sk-right" });
        world.Write("in.jsonl", BatchCommandTests.Short(0));

        var result = await world.RunAsync([.. Line, "--no-checkpoint"]);

        Assert.Equal(4, result.Code);
        Assert.Contains("it starts anew, for nothing was recorded", result.Error, StringComparison.Ordinal);
    }
}
