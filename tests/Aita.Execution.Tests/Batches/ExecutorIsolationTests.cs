using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Batches;

/// <summary>One bad task never hurts another, and never hangs the batch.</summary>
public sealed class ExecutorIsolationTests
{
    public static TheoryData<string> Kinds => [.. Bad.Keys];

    private static readonly Dictionary<string, (Func<ScriptedTask> Make, bool Succeeds)> Bad = new(StringComparer.Ordinal)
    {
        ["BuildMessages throws"] = (() => new("bad") { Build = () => throw new InvalidOperationException("boom") }, false),
        ["BuildMessages cancels"] = (() => new("bad") { Build = () => throw new OperationCanceledException("boom") }, false),
        ["BuildMessages gives null"] = (() => new("bad") { Build = () => null! }, false),
        ["ParseResponse throws"] = (() => new("bad") { Read = _ => throw new InvalidOperationException("boom") }, false),
        ["ParseResponse cancels"] = (() => new("bad") { Read = _ => throw new OperationCanceledException("boom") }, false),
        ["FollowUps throws"] = (() => new("bad") { Follow = _ => throw new InvalidOperationException("boom") }, false),
        ["FollowUps throws late"] = (() => new("bad") { Follow = _ => Enumerable.Range(0, 3).Select<int, LlmTask>(_ => throw new InvalidOperationException("boom")) }, false),
        ["FollowUps gives null"] = (() => new("bad") { Follow = _ => null! }, false),
        ["FollowUps contains null"] = (() => new("bad") { Follow = _ => [null!] }, false),
        ["CheckAnswer throws"] = (() => new("bad") { Check = _ => throw new InvalidOperationException("boom") }, false),
        ["ShouldRetry throws"] = (() => new("bad", "fail") { Retry = (_, _) => throw new InvalidOperationException("boom") }, false),
        ["BuildRepairMessages throws"] = (() => new("bad")
        {
            Read = _ => throw new FormatException("no JSON"),
            Repair = (_, _) => throw new InvalidOperationException("boom"),
        }, false),
        ["OnSuccess throws"] = (() => new("bad") { Succeeded = _ => throw new InvalidOperationException("boom") }, true),
        ["OnFailure throws"] = (() => new("bad", "fail") { Failed = _ => throw new InvalidOperationException("boom") }, false),
        ["the client throws at once"] = (() => new("bad", "throw") { }, false),
        ["the client gives null"] = (() => new("bad", "null") { }, false),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ExecuteBatchAsync_OneBadTask_TheOthersSucceed(string kind)
    {
        var client = new ScriptedChatClient((call, _) => call.Text switch
        {
            "fail" => throw Answers.Failure(FailureKind.Rejected),
            "throw" => throw new InvalidOperationException("boom"),
            "null" => Task.FromResult<ChatResponse>(null!),
            _ => Task.FromResult(Answers.Text(call.Text)),
        });
        var (make, succeeds) = Bad[kind];
        var checkpoint = new MemoryCheckpoint();

        var result = await Executors.Over(client, new() { MaxWorkers = 2, RateLimit = 0, RetryBaseDelay = TimeSpan.Zero }, checkpoint: checkpoint)
            .RunAsync([.. ScriptedTask.Many(10), make(), new ScriptedTask("after")]);

        Assert.Equal(12, result.TaskResults.Count);
        Assert.Null(result.StoppedBy);
        var bad = result.GetResult("bad")!;
        Assert.Equal(succeeds ? TaskOutcome.Succeeded : TaskOutcome.Failed, bad.Outcome);
        Assert.All(result.TaskResults.Where(r => r.TaskId != "bad"), r => Assert.True(r.IsSuccess));
        Assert.True(succeeds || bad.Error!.Length > 3);
    }

    [Fact]
    public async Task ExecuteBatchAsync_CallbacksThrow_AreIgnored()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));

        var result = await Executors.Over(client).RunAsync(ScriptedTask.Many(20), new()
        {
            OnTaskCompleted = _ => throw new InvalidOperationException("boom"),
            OnEvent = _ => throw new InvalidOperationException("boom"),
        });

        Assert.Equal(100, result.SuccessRate);
    }

    [Fact]
    public async Task ExecuteBatchAsync_GateThrows_EndsWithThatExceptionInsteadOfHanging()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        var executor = new ParallelLlmExecutor(
            client, new() { EnableCheckpointing = false }, new ExecutionEnvironment { RateGate = new BrokenGate() });

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => executor.RunAsync(ScriptedTask.Many(50)));

        Assert.Equal("broken gate", thrown.Message);
    }

    [Fact]
    public async Task ExecuteBatchAsync_ListenerOfTheTokenThrows_TheBatchStillDrains()
    {
        using var cancelled = new CancellationTokenSource();
        var client = new ScriptedChatClient(async (call, ct) =>
        {
            ct.Register(() => throw new InvalidOperationException("boom"));
            if (call.Number == 2)
            {
                await cancelled.CancelAsync();
            }

            if (call.Number > 2)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            }

            return Answers.Text(call.Text);
        });

        var result = await Executors.Over(client, new() { MaxWorkers = 3, RateLimit = 0, EnableCheckpointing = false, DrainTimeout = TimeSpan.Zero })
            .RunAsync(ScriptedTask.Many(20), cancellationToken: cancelled.Token);

        Assert.Equal(20, result.TaskResults.Count);
        Assert.Equal(FailureKind.Cancelled, result.StoppedBy!.Kind);
    }

    private sealed class BrokenGate : IRateGate
    {
        private int _permits;

        public ValueTask<RatePermit> WaitAsync(TokenUsage estimated, CancellationToken cancellationToken) =>
            ++_permits > 5 ? throw new InvalidOperationException("broken gate") : new(new RatePermit(_permits, estimated));

        public TimeSpan Settle(RatePermit permit, RateFeedback feedback) => TimeSpan.Zero;
    }
}
