using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Batches;

[Collection(VirtualTime.Name)]
public sealed class ExecutorRetryTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(FailureKind.Overloaded)]
    [InlineData(FailureKind.Timeout)]
    [InlineData(FailureKind.Network)]
    [InlineData(FailureKind.Server)]
    public async Task ExecuteBatchAsync_TransientFailures_AreRetriedUntilTheBudgetIsUsedUp(FailureKind kind)
    {
        var client = new ScriptedChatClient(call => call.Text == "doomed" || call.Occurrence <= 2 ? throw Answers.Failure(kind) : Answers.Text("ok"));

        var result = await Executors.Over(client, Fast()).RunAsync([new ScriptedTask("lucky"), new ScriptedTask("doomed")]);

        var lucky = result.GetResult("lucky")!;
        Assert.True(lucky.IsSuccess);
        Assert.Equal(3, lucky.Attempts);
        var doomed = result.GetResult("doomed")!;
        Assert.Equal(TaskOutcome.Failed, doomed.Outcome);
        Assert.Equal(kind, doomed.ErrorKind);
        Assert.Equal(4, doomed.Attempts); // 3 retries after the first
        Assert.Equal(7, result.Metrics.Attempts);
        Assert.Equal(5, result.Metrics.Retries);
        Assert.Equal(2, result.Metrics.RetriedTasks);
    }

    [Theory]
    [InlineData(FailureKind.Rejected)]
    [InlineData(FailureKind.Refused)]
    [InlineData(FailureKind.Truncated)]
    [InlineData(FailureKind.InvalidResponse)]
    public async Task ExecuteBatchAsync_PermanentFailure_IsNotRetried(FailureKind kind)
    {
        var client = new ScriptedChatClient(_ => throw Answers.Failure(kind));

        var result = await Executors.Over(client, Fast()).RunAsync([new ScriptedTask("a")]);

        Assert.Equal(1, result.GetResult("a")!.Attempts);
        Assert.Equal(kind, result.GetResult("a")!.ErrorKind);
    }

    [Fact]
    public async Task ExecuteBatchAsync_ShouldRetry_IsAskedWithTheNumberOfTheFailedAttempt()
    {
        List<int> asked = [];
        var client = new ScriptedChatClient(_ => throw Answers.Failure(FailureKind.Rejected));

        await Executors.Over(client, Fast()).RunAsync([new ScriptedTask("a")
        {
            Retry = (_, attempt) =>
            {
                asked.Add(attempt);
                return true;
            },
        }]);

        Assert.Equal([1, 2, 3, 4], asked);
        Assert.Equal(4, client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_Backoff_HoldsNoWorker()
    {
        var retried = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = new ScriptedChatClient(call => call is { Text: "a", Occurrence: 1 } ? throw Answers.Failure(FailureKind.Server) : Answers.Text(call.Text));
        List<string> order = [];
        var running = Executors.Over(
            client,
            new() { MaxWorkers = 1, RateLimit = 0, EnableCheckpointing = false, RetryBaseDelay = TimeSpan.FromSeconds(10) },
            _time).RunAsync([new ScriptedTask("a"), new ScriptedTask("b"), new ScriptedTask("c")], new()
            {
                OnTaskCompleted = result => order.Add(result.TaskId),
                OnEvent = happened => (happened is ExecutionEvent.TaskCompleted && order.Count == 2 ? retried : null)?.SetResult(),
            });

        await retried.Task.Guarded(); // b and c end while a waits and the clock stands still
        Assert.Equal(["b", "c"], order.Order());
        Assert.False(running.IsCompleted);
        var result = await running.WhileTimePasses(_time, TimeSpan.FromSeconds(10));

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(1, result.Metrics.PeakInFlight);
        Assert.InRange(result.GetResult("a")!.Duration, TimeSpan.FromSeconds(9.9), TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.Zero, result.GetResult("a")!.CallTime);
    }

    [Fact]
    public async Task ExecuteBatchAsync_RateLimited_IsCountedApartAndPausesThePoolOnce()
    {
        var client = new ScriptedChatClient(call => call.Occurrence <= 6
            ? throw Answers.Failure(FailureKind.RateLimited, TimeSpan.FromSeconds(2))
            : Answers.Text(call.Text));
        List<ExecutionEvent.PoolPaused> pauses = [];

        var result = await Executors.Over(
            client, new() { MaxWorkers = 4, RateLimit = 0, MaxRetries = 0, EnableCheckpointing = false }, _time)
            .RunAsync([new ScriptedTask("a")], new()
            {
                OnEvent = happened =>
                {
                    if (happened is ExecutionEvent.PoolPaused pause)
                    {
                        pauses.Add(pause);
                    }
                },
            }).WhileTimePasses(_time, TimeSpan.FromMilliseconds(500));

        Assert.True(result.GetResult("a")!.IsSuccess); // with MaxRetries 0
        Assert.Equal(7, result.GetResult("a")!.Attempts);
        Assert.Equal(6, result.Metrics.RateLimited);
        Assert.Equal(6, pauses.Count);
        Assert.Equal(6, result.Metrics.Pauses);
        Assert.All(pauses, pause => Assert.Equal(TimeSpan.FromSeconds(2), pause.Duration));
    }

    [Fact]
    public async Task ExecuteBatchAsync_BurstOfRefusals_IsOnePause()
    {
        using var all = new SemaphoreSlim(0);
        var client = new ScriptedChatClient(async (call, ct) =>
        {
            if (call.Number <= 8)
            {
                if (call.Number == 8)
                {
                    all.Release(8);
                }

                await all.WaitAsync(ct);
                throw Answers.Failure(FailureKind.RateLimited, TimeSpan.FromSeconds(2));
            }

            return Answers.Text(call.Text);
        });

        var retries = 0;
        var running = Executors.Over(client, new() { MaxWorkers = 8, RateLimit = 0, EnableCheckpointing = false }, _time)
            .RunAsync(ScriptedTask.Many(8), new() { OnEvent = happened => retries += happened is ExecutionEvent.RetryScheduled ? 1 : 0 });
        await Wait.Until(() => Volatile.Read(ref retries) == 8);

        var result = await running.WhileTimePasses(_time, TimeSpan.FromSeconds(1));

        Assert.Equal(1, result.Metrics.Pauses);
        Assert.Equal(8, result.Metrics.RateLimited);
        Assert.Equal(100, result.SuccessRate);
    }

    [Fact]
    public async Task ExecuteBatchAsync_RateLimitedForEver_IsGivenUpOnAfterItsOwnBudget()
    {
        var client = new ScriptedChatClient(_ => throw Answers.Failure(FailureKind.RateLimited, TimeSpan.FromSeconds(1)));

        var result = await Executors.Over(
            client, new() { RateLimit = 0, MaxRateLimitRetries = 5, EnableCheckpointing = false }, _time)
            .RunAsync([new ScriptedTask("a")]).WhileTimePasses(_time, TimeSpan.FromSeconds(1));

        Assert.Equal(6, client.Calls);
        Assert.Equal(FailureKind.RateLimited, result.GetResult("a")!.ErrorKind);
    }

    [Fact]
    public async Task ExecuteBatchAsync_RetryAfterLongerThanAllowed_StopsTheBatchResumable()
    {
        var client = new ScriptedChatClient(_ => throw Answers.Failure(FailureKind.RateLimited, TimeSpan.FromHours(3)));

        var result = await Executors.Over(client, Fast(), _time).RunAsync(ScriptedTask.Many(30));

        Assert.Contains("The provider asks to wait until 2000-01-01 03:00:00 +00:00, 10800 s", result.StoppedBy!.Message, StringComparison.Ordinal);
        Assert.All(result.TaskResults, r => Assert.Equal(TaskOutcome.NotRun, r.Outcome));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ExecuteBatchAsync_NoAnswerInTime_IsATimeoutAlsoWhenTheClientIgnoresItsToken(bool honours)
    {
        var never = new TaskCompletionSource<ChatResponse>();
        var client = new ScriptedChatClient((call, ct) => call.Occurrence == 1
            ? honours ? never.Task.WaitAsync(ct) : never.Task
            : Task.FromResult(Answers.Text("ok")));

        var result = await Executors.Over(
            client, new() { MaxWorkers = 1, RateLimit = 0, Timeout = TimeSpan.FromSeconds(5), RetryBaseDelay = TimeSpan.Zero, EnableCheckpointing = false }, _time)
            .RunAsync([new ScriptedTask("a")]).WhileTimePasses(_time, TimeSpan.FromSeconds(1));

        Assert.True(result.GetResult("a")!.IsSuccess);
        Assert.Equal(2, result.GetResult("a")!.Attempts);
        Assert.True(result.Metrics.MaxTaskTime >= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task ExecuteBatchAsync_InvalidAnswer_IsRepairedOnceWithTheProblemAndBothAreCounted()
    {
        var checkpoint = new MemoryCheckpoint();
        (LlmAnswer Answer, string Problem)? shown = null;
        var client = new ScriptedChatClient(call => Answers.Text(call.Text == "again" ? "good" : "bad", cost: 0.25m));
        var task = new ScriptedTask("a")
        {
            Read = text => text == "good" ? text : throw new FormatException("points are missing"),
            Repair = (answer, problem) =>
            {
                shown = (answer, problem);
                return [new(ChatRole.User, "a"), new(ChatRole.Assistant, answer.Text), new(ChatRole.User, "again")];
            },
        };

        var result = await Executors.Over(client, Fast(), checkpoint: checkpoint).RunAsync([task]);

        Assert.Equal("good", result.GetResult<string>("a")!.Value);
        Assert.Equal("points are missing", shown!.Value.Problem);
        Assert.Equal("bad", shown.Value.Answer.Text);
        Assert.Equal(0.5m, result.GetResult("a")!.Cost);
        Assert.Equal(new TokenUsage(20, 10), result.GetResult("a")!.Usage);
        Assert.Equal(["bad", "good"], checkpoint.Records.Select(r => r.Answer!.Text));
        Assert.Equal(0.5m, checkpoint.Records.Sum(r => r.Cost)); // not 0.75: a resumed batch adds the records up
    }

    [Fact]
    public async Task ExecuteBatchAsync_RepairDoesNotHelp_FailsOnceAndKeepsTheText()
    {
        var client = new ScriptedChatClient(call => Answers.Text($"bad {call.Number}"));
        var task = new ScriptedTask("a")
        {
            Read = _ => throw new FormatException("no"),
            Repair = (_, _) => [new(ChatRole.User, "again")],
        };

        var result = await Executors.Over(client, Fast()).RunAsync([task]);

        Assert.Equal(2, client.Calls);
        Assert.Equal(FailureKind.InvalidResponse, result.GetResult("a")!.ErrorKind);
        Assert.Equal("bad 2", result.GetResult("a")!.RawResponse);
    }

    [Fact]
    public async Task ExecuteBatchAsync_RepairNeverArrives_TheFirstTextIsKept()
    {
        var checkpoint = new MemoryCheckpoint();
        var client = new ScriptedChatClient(call => call.Text == "a" ? Answers.Text("paid for", cost: 1) : throw Answers.Failure(FailureKind.Network));
        var task = new ScriptedTask("a")
        {
            Read = _ => throw new FormatException("no"),
            Repair = (_, _) => [new(ChatRole.User, "again")],
        };

        var result = await Executors.Over(client, Fast(), checkpoint: checkpoint).RunAsync([task]);

        Assert.Equal(FailureKind.Network, result.GetResult("a")!.ErrorKind);
        Assert.Equal("paid for", result.GetResult("a")!.RawResponse);
        Assert.Equal("paid for", checkpoint.Records[^1].Answer!.Text);
        Assert.Equal(1, checkpoint.Records.Sum(r => r.Cost));
    }

    private static ParallelExecutionOptions Fast() =>
        new() { MaxWorkers = 3, RateLimit = 0, RetryBaseDelay = TimeSpan.Zero, EnableCheckpointing = false };
}
