using System.Runtime.CompilerServices;
using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Batches;

[Collection(VirtualTime.Name)]
public sealed class ExecutorStopTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(FailureKind.Unauthorized)]
    [InlineData(FailureKind.OutOfCredit)]
    public async Task ExecuteBatchAsync_FailureThatAllWouldMeet_StopsWithinTheRequestsInFlight(FailureKind kind)
    {
        var client = new ScriptedChatClient(_ => throw Answers.Failure(kind));

        var result = await Executors.Over(client, Options(workers: 5)).RunAsync(ScriptedTask.Many(2000));

        Assert.InRange(client.Calls, 1, 10);
        Assert.Equal(kind, result.StoppedBy!.Kind);
        Assert.Equal(2000, result.TaskResults.Count);
        Assert.Equal(client.Calls, result.Metrics.FailedTasks);
        Assert.Equal(2000 - client.Calls, result.Metrics.NotRunTasks);
        Assert.Equal(2000, result.Metrics.TotalTasks);
        Assert.All(result.TaskResults.Where(r => r.Outcome == TaskOutcome.NotRun), r => Assert.Equal(kind, r.ErrorKind));
    }

    [Fact]
    public async Task ExecuteBatchAsync_ModelMissingForThreeAndNoSuccess_Stops()
    {
        var client = new ScriptedChatClient(_ => throw Answers.Failure(FailureKind.ModelUnavailable));

        var result = await Executors.Over(client, Options(workers: 1)).RunAsync(ScriptedTask.Many(100));

        Assert.Equal(3, client.Calls);
        Assert.Equal(FailureKind.ModelUnavailable, result.StoppedBy!.Kind);
    }

    [Fact]
    public async Task ExecuteBatchAsync_ModelMissingForSomeOnly_GoesOn()
    {
        var client = new ScriptedChatClient(call => call.Text is "t0" ? Answers.Text("ok")
            : call.Number % 2 == 0 ? throw Answers.Failure(FailureKind.ModelUnavailable) : Answers.Text("ok"));

        var result = await Executors.Over(client, Options(workers: 1)).RunAsync(ScriptedTask.Many(100));

        Assert.Null(result.StoppedBy);
        Assert.Equal(50, result.Metrics.FailedTasks);
    }

    [Fact]
    public async Task ExecuteBatchAsync_Cancelled_RequestsInFlightFinishAndTheRestIsNotRun()
    {
        using var cancelled = new CancellationTokenSource();
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = new ScriptedChatClient(async (call, ct) =>
        {
            await finish.Task.WaitAsync(ct);
            return Answers.Text(call.Text);
        });
        var running = Executors.Over(client, Options(workers: 4), _time).RunAsync(ScriptedTask.Many(50), cancellationToken: cancelled.Token);
        await Wait.Until(() => client.InFlight == 4);

        await cancelled.CancelAsync();
        finish.SetResult();
        var result = await running;

        Assert.Equal(50, result.TaskResults.Count);
        Assert.Equal(4, result.Metrics.CompletedTasks);
        Assert.Equal(46, result.Metrics.NotRunTasks);
        Assert.Equal(4, client.Calls);
        Assert.Equal(FailureKind.Cancelled, result.StoppedBy!.Kind);
    }

    [Fact]
    public async Task ExecuteBatchAsync_CancelledAndNothingEnds_AbortsAfterTheGracePeriod()
    {
        using var cancelled = new CancellationTokenSource();
        var never = new TaskCompletionSource();
        var client = new ScriptedChatClient(async (call, _) =>
        {
            await never.Task; // not even the token is listened to
            return Answers.Text(call.Text);
        });
        var running = Executors.Over(client, Options(workers: 4), _time).RunAsync(ScriptedTask.Many(50), cancellationToken: cancelled.Token);
        await Wait.Until(() => client.InFlight == 4);
        await cancelled.CancelAsync();
        for (var i = 0; i < 1000; i++)
        {
            await Task.Yield();
        }

        Assert.False(running.IsCompleted);
        var result = await running.WhileTimePasses(_time, TimeSpan.FromSeconds(10));

        Assert.Equal(50, result.Metrics.NotRunTasks);
        Assert.All(result.TaskResults, r => Assert.Equal(FailureKind.Cancelled, r.ErrorKind));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ExecuteBatchAsync_CancelledBeforeItStarts_NothingIsSentAndNothingThrown(bool checkpoint)
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        List<ExecutionEvent> events = [];

        var result = await Executors.Over(client, Options(workers: 4), checkpoint: checkpoint ? new MemoryCheckpoint() : null)
            .RunAsync(ScriptedTask.Many(50), new() { OnEvent = events.Add }, new CancellationToken(canceled: true));

        Assert.Equal(50, result.Metrics.NotRunTasks);
        Assert.Equal(0, client.Calls);
        Assert.IsType<ExecutionEvent.BatchStarted>(events[0]);
    }

    [Fact]
    public async Task ExecuteBatchAsync_CancelledDuringBackoff_TheWaitingTasksAreNotRun()
    {
        using var cancelled = new CancellationTokenSource();
        var client = new ScriptedChatClient(_ => throw Answers.Failure(FailureKind.Server));
        var waiting = 0;
        var running = Executors.Over(client, new() { MaxWorkers = 4, RateLimit = 0, RetryBaseDelay = TimeSpan.FromMinutes(1), EnableCheckpointing = false }, _time).RunAsync(
            ScriptedTask.Many(20), new() { OnEvent = happened => waiting += happened is ExecutionEvent.RetryScheduled ? 1 : 0 }, cancelled.Token);
        await Wait.Until(() => waiting == 20);

        await cancelled.CancelAsync();
        var result = await running;

        Assert.Equal(20, result.Metrics.NotRunTasks);
        Assert.All(result.TaskResults, r => Assert.Equal(1, r.Attempts));
    }

    [Fact]
    public async Task ExecuteBatchAsync_StopAtAnyMoment_EveryTaskHasExactlyOneOutcome()
    {
        for (var stopAt = 1; stopAt <= 120; stopAt++)
        {
            using var cancelled = new CancellationTokenSource();
            var client = new ScriptedChatClient(async (call, _) =>
            {
                if (call.Number == stopAt)
                {
                    await cancelled.CancelAsync();
                }

                await Task.Yield();
                return call.Number % 5 == 0 ? throw Answers.Failure(FailureKind.Server) : Answers.Text(call.Text);
            });
            List<string> completed = [];
            var tasks = Enumerable.Range(0, 40).Select(i => new ScriptedTask($"t{i}") { Follow = _ => [new ScriptedTask($"f{i}")] });

            var result = await Executors.Over(client, Options(workers: 1 + (stopAt % 7)))
                .RunAsync(tasks, new() { OnTaskCompleted = r => completed.Add(r.TaskId) }, cancelled.Token);

            Assert.Equal(completed.Count, completed.Distinct().Count());
            Assert.Equal(40, result.TaskResults.Count(r => r.TaskId[0] == 't'));
            Assert.Equal(
                result.TaskResults.Where(r => r.TaskId[0] == 't' && r.IsSuccess).Select(r => 'f' + r.TaskId[1..]).Order(),
                result.TaskResults.Where(r => r.TaskId[0] == 'f').Select(r => r.TaskId).Order());
            var metrics = result.Metrics;
            Assert.Equal(metrics.TotalTasks, metrics.CompletedTasks + metrics.FailedTasks + metrics.NotRunTasks);
            Assert.Equal(result.TaskResults.Count, metrics.TotalTasks);
        }
    }

    [Fact]
    public async Task ExecuteAsync_CallerLeavesEarly_TheBatchStopsAndDrains()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        var seen = 0;

        await foreach (var _ in Executors.Over(client, Options(workers: 2)).ExecuteAsync(Endless(), "test").WithCancellation(TestContext.Current.CancellationToken))
        {
            if (++seen == 10)
            {
                break;
            }
        }

        var calls = client.Calls;
        for (var i = 0; i < 1000; i++)
        {
            await Task.Yield();
        }

        Assert.Equal(calls, client.Calls);
        Assert.Equal(0, client.InFlight);
    }

    [Fact]
    public async Task ExecuteAsync_ConsumerDoesNotRead_TheSourceIsReadInABoundedWindow()
    {
        var taken = 0;
        async IAsyncEnumerable<LlmTask<string>> Source()
        {
            while (true)
            {
                await Task.Yield();
                yield return new ScriptedTask($"t{taken++}");
            }
        }

        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        var results = Executors.Over(client, Options(workers: 5)).ExecuteAsync(Source(), "test").GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await results.MoveNextAsync());

        await Wait.Until(() => client.Calls >= 900);
        var last = -1;
        for (var calm = 0; calm < 2000; calm++)
        {
            await Task.Yield();
            calm = taken == last ? calm : 0;
            last = taken;
        }

        Assert.InRange(taken, 900, 1000 + 16 + 5 + 3); // open tasks, outcomes in the channel, and those on their way
        await results.DisposeAsync();
    }

    [Fact]
    public async Task ExecuteBatchAsync_SourceThrows_TheCallerGetsThatException()
    {
        var checkpoint = new MemoryCheckpoint();
        IEnumerable<LlmTask> Source()
        {
            for (var i = 0; i < 10; i++)
            {
                yield return new ScriptedTask($"t{i}");
            }

            throw new InvalidOperationException("the roster cannot be read");
        }

        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Executors.Over(client, Options(workers: 2), checkpoint: checkpoint).RunAsync(Source()));

        Assert.Equal("the roster cannot be read", thrown.Message);
        Assert.Equal(client.Calls, checkpoint.Records.Count);
    }

    [Fact]
    public async Task ExecuteBatchAsync_SourceGivesNull_TheCallerIsTold()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));

        var thrown = await Assert.ThrowsAsync<ArgumentException>(
            () => Executors.Over(client, Options(workers: 2)).RunAsync([new ScriptedTask("a"), null!]));

        Assert.Contains("null instead of a task", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExecuteBatchAsync_SourceListensToTheCallersToken_NothingIsThrown()
    {
        using var cancelled = new CancellationTokenSource();
        IEnumerable<LlmTask> Source()
        {
            for (var i = 0; ; i++)
            {
                cancelled.Token.ThrowIfCancellationRequested();
                yield return new ScriptedTask($"t{i}");
            }
        }

        var client = new ScriptedChatClient(call =>
        {
            if (call.Number == 20)
            {
                cancelled.Cancel();
            }

            return Answers.Text(call.Text);
        });

        var result = await Executors.Over(client, Options(workers: 2)).RunAsync(Source(), cancellationToken: cancelled.Token);

        Assert.Equal(FailureKind.Cancelled, result.StoppedBy!.Kind);
        Assert.True(result.Metrics.CompletedTasks >= 19);
    }

    [Fact]
    public async Task ExecuteAsync_SourceWaitsWhenCancelled_TheStreamEndsWithoutAnException()
    {
        using var cancelled = new CancellationTokenSource();
        async IAsyncEnumerable<LlmTask<string>> Source([EnumeratorCancellation] CancellationToken ct = default)
        {
            yield return new ScriptedTask("a");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            yield return new ScriptedTask("b");
        }

        List<TaskResult> results = [];
        await foreach (var result in Executors.Over(new ScriptedChatClient(call => Answers.Text(call.Text))).ExecuteAsync(Source(), "test", null, cancelled.Token))
        {
            results.Add(result); // the first task runs although the source does not go on
            await cancelled.CancelAsync();
        }

        Assert.Equal(["a"], results.Select(r => r.TaskId));
    }

    [Fact]
    public async Task ExecuteBatchAsync_SlowSource_DoesNotHoldTasksBack()
    {
        using var next = new SemaphoreSlim(1);
        async IAsyncEnumerable<LlmTask<string>> Source()
        {
            for (var i = 0; i < 20; i++)
            {
                await next.WaitAsync();
                yield return new ScriptedTask($"t{i}");
            }
        }

        var count = 0;
        await foreach (var _ in Executors.Over(new ScriptedChatClient(call => Answers.Text(call.Text))).ExecuteAsync(Source(), "test").WithCancellation(TestContext.Current.CancellationToken))
        {
            count++;
            next.Release(); // the next task comes only after this one's outcome
        }

        Assert.Equal(20, count);
    }

    private static async IAsyncEnumerable<LlmTask<string>> Endless()
    {
        for (var i = 0; ; i++)
        {
            await Task.Yield();
            yield return new ScriptedTask($"t{i}");
        }
    }

    private static ParallelExecutionOptions Options(int workers) => new()
    {
        MaxWorkers = workers,
        RateLimit = 0,
        RetryBaseDelay = TimeSpan.Zero,
        EnableCheckpointing = false,
    };
}
