using Aita.Execution.Tests.Checkpoints;
using Aita.Execution.Tests.Doubles;
using Aita.Simulator;

namespace Aita.Execution.Tests.Batches;

/// <summary>Requests, retries and errors of earlier runs: they add up over any number of runs to what the provider was asked.</summary>
[Collection(VirtualTime.Name)]
public sealed class ExecutorHistoryTests
{
    private readonly MemoryCheckpoint _checkpoint = new();

    [Fact]
    public async Task ExecuteBatchAsync_RunsThatFailAndAreCancelled_AddUpToWhatTheServerWasAsked()
    {
        await using var server = await SimulatorServer.StartAsync(new()
        {
            Faults = new FaultPlan { Probabilities = new Dictionary<FaultKind, double> { [FaultKind.Unavailable503] = 0.2, [FaultKind.ServerError500] = 0.1 } },
            Latency = LatencyModel.Constant(TimeSpan.FromMilliseconds(2)),
        });
        using var client = OpenRouterChatClient.Create(
            new OpenRouterOptions { BaseUrl = server.BaseUrl.ToString(), ApiKey = "sk-test", Model = "test/model" }, static _ => null, TimeProvider.System);
        using var folder = new TemporaryFolder();
        long requests = 0, failures = 0;
        for (var run = 0; run < 4; run++)
        {
            using var cancelled = new CancellationTokenSource();
            var outcomes = 0;
            var executor = new ParallelLlmExecutor(client, Options(maxRetries: 1, folder: folder.Path));
            var result = await executor.RunAsync(
                Enumerable.Range(0, 120).Select(static i => new SimpleLlmTask($"t{i}", $"Question {i}")),
                new() { OnTaskCompleted = _ => Cancel(ref outcomes, cancelled) },
                cancelled.Token);

            Assert.Equal(requests, result.Metrics.EarlierRequests.Requests);
            Assert.Equal(failures, result.Metrics.EarlierRequests.Failures.Total);
            requests += result.Metrics.Attempts;
            failures += result.Metrics.Failures.Total;
            Assert.Equal(server.Traffic.Requests, requests);
        }

        Assert.True(failures > 20, $"{failures} failures");
        var manager = new CheckpointManager(folder.Path);
        var summary = await manager.ReadAsync(manager.FindLatest("test")!, TestContext.Current.CancellationToken);
        Assert.Equal((requests, failures), (summary.Requests.Requests, summary.Requests.Failures.Total));
        Assert.True(summary.Requests.Failures[FailureKind.Overloaded] > summary.Requests.Failures[FailureKind.Server]);

        // Every run but the last is cancelled in its middle.
        static void Cancel(ref int outcomes, CancellationTokenSource source)
        {
            if (Interlocked.Increment(ref outcomes) == 70)
            {
                source.Cancel();
            }
        }
    }

    [Fact]
    public async Task ExecuteBatchAsync_FailedThenSucceeded_TheErrorsStayInHistory()
    {
        var client = new ScriptedChatClient(call => call.Occurrence <= 3 ? throw Answers.Failure(FailureKind.Overloaded) : Answers.Text("ok"));
        await RunAsync(client, [new ScriptedTask("a")], maxRetries: 1);
        await RunAsync(client, [new ScriptedTask("a")], maxRetries: 1);

        var last = await RunAsync(client, [new ScriptedTask("a")], maxRetries: 1);

        Assert.Equal(4, client.Calls);
        Assert.Equal(new RequestTally(4, 2) { Failures = FailureCounts.Of(FailureKind.Overloaded, 3) }, last.Metrics.EarlierRequests);
        Assert.Equal(0, last.Metrics.Attempts);
        Assert.Equal(FailureCounts.None, last.Metrics.Failures);
    }

    [Fact]
    public async Task ExecuteBatchAsync_AnswerThatCannotBeReadAndIsAskedAgain_CountsOnce()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Number == 1 ? "bad" : "good", cost: 0.1m));
        ScriptedTask Task() => new("a") { Read = text => text == "bad" ? throw new FormatException("bad") : text, Repair = (_, _) => [new(Microsoft.Extensions.AI.ChatRole.User, "again")] };
        var first = await RunAsync(client, [Task()]);

        var again = await RunAsync(client, [Task()]);

        Assert.Equal(FailureCounts.Of(FailureKind.InvalidResponse), first.Metrics.Failures);
        Assert.Equal(new RequestTally(2, 1) { Failures = first.Metrics.Failures }, again.Metrics.EarlierRequests);
    }

    [Fact]
    public async Task ExecuteBatchAsync_CombinedRequests_AreCountedOnceForAllTheirTasks()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text, cost: 0.1m));
        CombinedTask[] Tasks() => [.. Enumerable.Range(0, 10).Select(static i => new CombinedTask($"t{i}"))];
        await RunAsync(client, Tasks(), together: 5);

        var again = await RunAsync(client, Tasks(), together: 5);

        Assert.Equal(client.Calls, again.Metrics.EarlierRequests.Requests);
        Assert.Equal(0, again.Metrics.Attempts);
    }

    private static ParallelExecutionOptions Options(int maxRetries = 3, int together = 1, string folder = "nowhere") => new()
    {
        MaxWorkers = 8,
        RateLimit = 0,
        MaxRetries = maxRetries,
        MaxTasksPerRequest = together,
        CheckpointDirectory = folder,
        RetryBaseDelay = TimeSpan.FromMilliseconds(1),
        RetryMaxDelay = TimeSpan.FromMilliseconds(1),
    };

    private Task<BatchResult> RunAsync(ScriptedChatClient client, IEnumerable<LlmTask> tasks, int maxRetries = 3, int together = 1) =>
        Executors.Over(client, Options(maxRetries, together), checkpoint: _checkpoint).RunAsync(tasks);
}
