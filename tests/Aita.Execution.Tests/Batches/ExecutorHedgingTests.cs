using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Batches;

/// <summary>The last requests of a batch, some of which hang, in virtual time.</summary>
[Collection(VirtualTime.Name)]
public sealed class ExecutorHedgingTests
{
    private const string Slow = "t95";
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);
    private static readonly PriceBook Prices = new([new("test/model", new TokenPrice(0.001m, 0.002m))]);

    private readonly FakeTimeProvider _time = new();
    private int _aborted;

    [Fact]
    public async Task ExecuteBatchAsync_OneOfAHundredHangs_TheTailIsAsShortAsTwoAnswers()
    {
        var with = await RunAsync(Client(Hangs), new() { Hedging = true });
        var without = await RunAsync(Client(Hangs), new());

        Assert.Equal(100, with.SuccessRate);
        Assert.True(without.Metrics.Elapsed >= TimeSpan.FromSeconds(120), $"{without.Metrics.Elapsed} without"); // the timeout, then a retry
        Assert.True(with.Metrics.Elapsed <= TimeSpan.FromSeconds(13), $"{with.Metrics.Elapsed} with"); // ten rounds of a second, and the tail
        Assert.Equal(101, with.Metrics.Attempts);
        Assert.Equal(new StepFigures(1, 1, 0.01m, new TokenUsage(10, 5)), with.Metrics.Hedges);
        Assert.Equal(1m, with.Metrics.Cost);
        Assert.Equal((1, 1), (with.Metrics.CallsMaybeBilled, without.Metrics.CallsMaybeBilled)); // the loser of the two, and the timeout
        Assert.Equal(2, with.GetResult(Slow)!.Attempts);
        Assert.Equal(0.01m, with.GetResult(Slow)!.Cost);
        Assert.Equal(1, _aborted - 1); // the hanging one by its loss, and in the other run by its timeout
        Assert.Equal(0, with.Metrics.InFlight);
    }

    [Fact]
    public async Task ExecuteBatchAsync_FirstAnswerComesFirst_TheSecondRequestIsAborted()
    {
        var client = Client(call => TimeSpan.FromSeconds(call.Text == Slow ? call.Occurrence == 1 ? 3 : 1000 : 1));

        var result = await RunAsync(client, new() { Hedging = true });

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(2, client.TimesAsked(Slow));
        Assert.Equal((1, 0), (result.Metrics.Hedges.Requests, result.Metrics.Hedges.Succeeded));
        Assert.True(result.Metrics.Elapsed < TimeSpan.FromSeconds(15));
        Assert.Equal(1, _aborted);
        Assert.Equal(0, client.InFlight);
    }

    [Fact]
    public async Task ExecuteBatchAsync_TheFirstRequestFailsMeanwhile_TheSecondIsWaitedForAndKeepsItsSlot()
    {
        var client = Client(call => TimeSpan.FromSeconds(call.Text == Slow ? call.Occurrence == 1 ? 3 : 5 : 1), failing: call => call.Text == Slow && call.Occurrence == 1);

        var result = await RunAsync(client, new() { Hedging = true });

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(2, client.TimesAsked(Slow));
        Assert.Equal(1, result.Metrics.Hedges.Succeeded);
        Assert.Equal(0, result.Metrics.CallsMaybeBilled); // both were answered, one with an error
        Assert.Equal(0, result.Metrics.InFlight);
    }

    [Fact]
    public async Task ExecuteBatchAsync_TheSecondRequestFails_TheFirstGoesOn()
    {
        var client = Client(call => TimeSpan.FromSeconds(call.Text == Slow ? call.Occurrence == 1 ? 5 : 0.5 : 1), failing: call => call.Text == Slow && call.Occurrence == 2);

        var result = await RunAsync(client, new() { Hedging = true });

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(new StepFigures(1, 0, 0), result.Metrics.Hedges);
        Assert.Equal(0, result.Metrics.InFlight);
    }

    [Fact]
    public async Task ExecuteBatchAsync_SlowWhileOthersWait_IsNotAskedTwice()
    {
        // Slow in the first round: when the queue is empty it has long been answered.
        var client = Client(call => TimeSpan.FromSeconds(call.Text == "t3" ? 6 : 1));

        var result = await RunAsync(client, new() { Hedging = true });

        Assert.Equal(100, client.Calls);
        Assert.Equal(StepFigures.None, result.Metrics.Hedges);
    }

    [Fact]
    public async Task ExecuteBatchAsync_ManyHang_HedgesUseAtMostTwoPerCentOfTheTokens()
    {
        var client = Client(call => TimeSpan.FromSeconds(int.Parse(call.Text[1..]) >= 95 && call.Occurrence == 1 ? 1000 : 1));

        var result = await RunAsync(client, new() { Hedging = true });

        Assert.Equal(100, result.SuccessRate);
        Assert.InRange(result.Metrics.Hedges.Requests, 1, 2);
        Assert.True(result.Metrics.Hedges.Usage.Total <= 0.02 * result.Metrics.Usage.Total);
    }

    [Fact]
    public async Task ExecuteBatchAsync_CapWithoutRoom_HedgesNothingAndIsNotStoppedByIt()
    {
        // A request may cost 0.042 and costs 0.01: the hanging one keeps its worst case, and nothing is left for a second one.
        var client = Client(call => TimeSpan.FromSeconds(call.Text == Slow ? 20 : 1));

        var result = await RunAsync(client, new() { Hedging = true, MaxCost = 0.99m + 0.05m }, workers: 1);

        Assert.Null(result.StoppedBy);
        Assert.Equal(100, client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_StoppedWhileASecondRequestFlies_EndsWithEveryOutcome()
    {
        using var cancelled = new CancellationTokenSource();
        var client = Client(call =>
        {
            if (call is { Text: Slow, Occurrence: 2 })
            {
                cancelled.Cancel();
            }

            return TimeSpan.FromSeconds(call.Text == Slow ? 1000 : 1);
        });

        var result = await RunAsync(client, new() { Hedging = true, DrainTimeout = TimeSpan.FromSeconds(5) }, token: cancelled.Token);

        Assert.Equal(99, result.Metrics.CompletedTasks);
        Assert.Equal(TaskOutcome.NotRun, result.GetResult(Slow)!.Outcome);
        Assert.Equal(0, result.Metrics.InFlight);
        Assert.Equal(0, client.InFlight);
    }

    private static TimeSpan Hangs(ScriptedCall call) => TimeSpan.FromSeconds(call is { Text: Slow, Occurrence: 1 } ? 1000 : 1);

    private ScriptedChatClient Client(Func<ScriptedCall, TimeSpan> latency, Func<ScriptedCall, bool>? failing = null) => new(async (call, ct) =>
    {
        try
        {
            await Task.Delay(latency(call), _time, ct);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _aborted);
            throw;
        }

        return failing?.Invoke(call) == true ? throw Answers.Failure(FailureKind.Overloaded) : Answers.Text(call.Text, cost: 0.01m);
    });

    private Task<BatchResult> RunAsync(
        ScriptedChatClient client, ParallelExecutionOptions options, int workers = 10, CancellationToken token = default) =>
        Executors.Over(
            client,
            new() { MaxWorkers = workers, RateLimit = 0, EnableCheckpointing = false, Hedging = options.Hedging, MaxCost = options.MaxCost, DrainTimeout = options.DrainTimeout },
            _time, new MemoryCheckpoint(), Prices)
            .RunAsync(Enumerable.Range(0, 100).Select(i => new ScriptedTask($"t{i}") { ChatOptions = new ChatOptions { MaxOutputTokens = 10 } }), cancellationToken: token)
            .WhileTimePasses(_time, Step);
}
