using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Batches;

/// <summary>A provider that is down for a while.</summary>
[Collection(VirtualTime.Name)]
public sealed class ExecutorOutageTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly long _start;
    private readonly List<ExecutionEvent> _events = [];

    public ExecutorOutageTests() => _start = _time.GetTimestamp();

    [Theory]
    [InlineData(FailureKind.Network)]
    [InlineData(FailureKind.Overloaded)]
    public async Task ExecuteBatchAsync_DownForFiveMinutes_EveryTaskSucceedsAndFewRequestsAreWasted(FailureKind kind)
    {
        var client = Down(TimeSpan.FromMinutes(5), kind);

        var result = await RunAsync(client, new() { MaxWorkers = 20, RateLimit = 20, EnableCheckpointing = false }, 200);

        Assert.Equal(100, result.SuccessRate);
        Assert.InRange(result.Metrics.Attempts, 200, 200 + 80);
        Assert.InRange(result.Metrics.Elapsed, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
        Assert.Equal(1, result.Metrics.Outages);
        Assert.True(result.Metrics.Bottleneck.Times[WaitedFor.Outage] > TimeSpan.FromMinutes(4.5));
        var down = _events.OfType<ExecutionEvent.ProviderDown>().ToList();
        Assert.True(down[0].IsFirst);
        Assert.All(down.Skip(1), static probe => Assert.False(probe.IsFirst));
        Assert.InRange(down.Count, 8, 16);
        Assert.InRange(Assert.Single(_events.OfType<ExecutionEvent.ProviderUp>()).Duration, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5.6));
    }

    [Fact]
    public async Task ExecuteBatchAsync_DownWhileOldRequestsAreAnswered_NoTaskIsLost()
    {
        var client = new ScriptedChatClient(async (call, cancellationToken) =>
        {
            var isDown = _time.GetElapsedTime(_start) is var at && at > TimeSpan.FromSeconds(10) && at < TimeSpan.FromSeconds(70);
            await Task.Delay(isDown ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromSeconds(2 + (call.Number % 7)), _time, cancellationToken);
            return isDown ? throw Answers.Failure(FailureKind.Overloaded) : Answers.Text(call.Text);
        });

        var result = await RunAsync(client, new() { MaxWorkers = 20, RateLimit = 0, EnableCheckpointing = false }, 300);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(1, result.Metrics.Outages);
    }

    [Theory]
    [InlineData(0.5, 600)]
    [InlineData(0.8, 60)]
    [InlineData(0.9, 60)]
    public async Task ExecuteBatchAsync_MostRequestsFailForAWhile_NoTaskIsLost(double share, int seconds)
    {
        var random = new Random(5);
        var client = new ScriptedChatClient(async (call, cancellationToken) =>
        {
            bool fails;
            lock (random)
            {
                fails = random.NextDouble() < share && _time.GetElapsedTime(_start) is var at && at > TimeSpan.FromSeconds(5) && at < TimeSpan.FromSeconds(5 + seconds);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(fails ? 50 : 1000), _time, cancellationToken);
            return fails ? throw Answers.Failure(FailureKind.Overloaded) : Answers.Text(call.Text);
        });

        var result = await RunAsync(client, new() { MaxWorkers = 20, RateLimit = 0, EnableCheckpointing = false }, 400);

        Assert.Empty(result.FailedResults);
    }

    [Fact]
    public async Task ExecuteBatchAsync_DownAndFewRetries_NoTaskIsLost()
    {
        var result = await RunAsync(
            Down(TimeSpan.FromMinutes(1), FailureKind.Server), new() { MaxWorkers = 10, MaxRetries = 1, RateLimit = 0, EnableCheckpointing = false }, 10);

        Assert.Equal(100, result.SuccessRate);
    }

    [Fact]
    public async Task ExecuteBatchAsync_DownForTooLong_StopsAndCanBeResumed()
    {
        var checkpoint = new MemoryCheckpoint();
        ParallelExecutionOptions options = new() { MaxWorkers = 5, RateLimit = 0, OutageTimeout = TimeSpan.FromMinutes(2) };

        var result = await RunAsync(Down(TimeSpan.FromHours(1), FailureKind.Network), options, 50, checkpoint);

        Assert.Equal(FailureKind.Network, result.StoppedBy?.Kind);
        Assert.Contains("run again when it is up", result.StoppedBy!.Message, StringComparison.Ordinal);
        Assert.InRange(result.Metrics.Elapsed, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2.2));
        Assert.All(result.TaskResults, static r => Assert.Equal(TaskOutcome.NotRun, r.Outcome));

        var again = await RunAsync(new ScriptedChatClient(call => Answers.Text(call.Text)), options, 50, checkpoint);
        Assert.Equal(100, again.SuccessRate);
    }

    [Fact]
    public async Task ExecuteBatchAsync_OneModelIsDown_TheNextIsAskedWithoutAPause()
    {
        var client = new ScriptedChatClient(call => call.Options?.ModelId == "other" ? Answers.Text(call.Text) : throw Answers.Failure(FailureKind.Overloaded));

        var result = await RunAsync(client, new() { MaxWorkers = 10, RateLimit = 0, EnableCheckpointing = false, FallbackModels = ["other"] }, 100);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(0, result.Metrics.Outages);
        Assert.True(result.Metrics.Elapsed < TimeSpan.FromSeconds(30), $"{result.Metrics.Elapsed}");
    }

    [Fact]
    public async Task ExecuteBatchAsync_NetworkIsDownAndThereAreOtherModels_TheOwnModelAnswersInTheEnd()
    {
        var result = await RunAsync(
            Down(TimeSpan.FromMinutes(3), FailureKind.Network), new() { MaxWorkers = 10, RateLimit = 20, EnableCheckpointing = false, FallbackModels = ["other"] }, 50);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(0, result.Metrics.Fallbacks.Requests);
    }

    [Fact]
    public async Task ExecuteBatchAsync_OneTaskAlwaysFails_IsGivenUpOnWithoutAPause()
    {
        var client = new ScriptedChatClient(async (call, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), _time, cancellationToken);
            return call.Text.EndsWith('7') ? throw Answers.Failure(FailureKind.Server) : Answers.Text(call.Text);
        });

        var result = await RunAsync(client, new() { MaxWorkers = 4, RateLimit = 0, EnableCheckpointing = false }, 100);

        Assert.Equal(0, result.Metrics.Outages);
        Assert.Equal(90, result.Metrics.CompletedTasks);
        Assert.All(result.FailedResults, static r => Assert.Equal(4, r.Attempts));
        Assert.Contains(
            result.FailedResults, static r => r.Error == "scripted Server Set aside: 4 attempts failed alike while other tasks were answered.");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(4)]
    public async Task ExecuteBatchAsync_OneTaskIsAlwaysRefusedForItsRate_IsSetAsideWhileOthersSucceed(int after)
    {
        var client = new ScriptedChatClient(async (call, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), _time, cancellationToken);
            return call.Text == "t7" ? throw Answers.Failure(FailureKind.RateLimited, TimeSpan.FromSeconds(1)) : Answers.Text(call.Text);
        });

        var result = await RunAsync(client, new() { MaxWorkers = 4, RateLimit = 0, SetAsideAfter = after, EnableCheckpointing = false }, 300);

        var poison = Assert.Single(result.FailedResults);
        Assert.Equal(FailureKind.RateLimited, poison.ErrorKind);
        Assert.InRange(poison.Attempts, after, after + 5);
        Assert.Contains($"Set aside: {after} attempts", poison.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExecuteBatchAsync_NothingIsAnsweredButRefusals_NoTaskIsSetAside()
    {
        var client = new ScriptedChatClient(call => call.Occurrence <= 20
            ? throw Answers.Failure(FailureKind.RateLimited, TimeSpan.FromSeconds(1)) : Answers.Text(call.Text));

        var result = await RunAsync(client, new() { MaxWorkers = 1, RateLimit = 0, EnableCheckpointing = false }, 1);

        Assert.Equal(100, result.SuccessRate);
    }

    private Task<BatchResult> RunAsync(ScriptedChatClient client, ParallelExecutionOptions options, int tasks, MemoryCheckpoint? checkpoint = null) =>
        Executors.Over(client, options, _time, checkpoint)
            .RunAsync(ScriptedTask.Many(tasks), new() { OnEvent = _events.Add })
            .WhileTimePasses(_time, TimeSpan.FromMilliseconds(250));

    private ScriptedChatClient Down(TimeSpan duration, FailureKind kind) => new(call =>
        _time.GetElapsedTime(_start) < duration ? throw Answers.Failure(kind) : Answers.Text(call.Text));
}
