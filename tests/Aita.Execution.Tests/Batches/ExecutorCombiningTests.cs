using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Batches;

public sealed class ExecutorCombiningTests
{
    [Fact]
    public async Task ExecuteBatchAsync_Combined_OneRequestForManyAndTheSharesAddUp()
    {
        var checkpoint = new MemoryCheckpoint();
        var client = new ScriptedChatClient(call => Answers.Text(call.Text.ToUpperInvariant(), cost: 0.1m, input: 100, output: 11));

        var result = await RunAsync(client, Tasks(7), 3, checkpoint);

        Assert.Equal(3, client.Calls); // 3 + 3 + 1
        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"T{i}"), result.TaskResults.Select(r => (string)r.UntypedValue!));
        Assert.Equal(0.3m, result.TaskResults.Sum(r => r.Cost!.Value));
        Assert.Equal(new TokenUsage(300, 33), result.TaskResults.Aggregate(default(TokenUsage), (sum, r) => sum + r.Usage!.Value));
        Assert.Equal(0.3m, result.Metrics.Cost);
        Assert.Equal(0.3m, checkpoint.Records.Sum(r => r.Cost));
        Assert.Equal(7, checkpoint.Records.Count);
    }

    [Theory]
    [InlineData(FailureKind.Rejected, true, 3)] // one of the two is to blame, whatever the header says
    [InlineData(FailureKind.Overloaded, false, 1)] // the provider wants fewer requests, not more
    public async Task ExecuteBatchAsync_CombinedRequestFails_IsHalvedByTheKindAlone(FailureKind kind, bool shouldRetry, int calls)
    {
        var client = new ScriptedChatClient(call => call.Text.Contains("t1", StringComparison.Ordinal)
            ? throw new LlmException(new LlmFailure(kind, "no") { StatusCode = kind == FailureKind.Rejected ? 400 : 503, ShouldRetry = shouldRetry })
            : Answers.Text(call.Text));
        var options = new ParallelExecutionOptions { MaxTasksPerRequest = 2, MaxWorkers = 1, MaxRetries = 0, RateLimit = 0, EnableCheckpointing = false };

        var result = await Executors.Over(client, options).RunAsync(Tasks(2));

        Assert.Equal((calls, calls == 1 ? 2 : 1), (client.Calls, result.Metrics.FailedTasks));
    }

    [Fact]
    public async Task ExecuteBatchAsync_CombinedAnswerCannotBeUsed_IsCountedAsAFailure()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text.Contains(',', StringComparison.Ordinal) ? "no list" : call.Text));

        var result = await RunAsync(client, Tasks(2), 2, new MemoryCheckpoint());

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(1, result.Metrics.Failures[FailureKind.InvalidResponse]);
    }

    [Fact]
    public async Task ExecuteBatchAsync_PackTokens_GroupsFindTheirSizeAndSharedInstructionsCountOnce()
    {
        // Instructions of 100 tokens, asked with each task alone and once with all; a task adds 25 of its own and 100 of expected output.
        var client = new ScriptedChatClient(call => Answers.Text(string.Join(',', call.Text[400..].Split(',').Select(_ => "good")), cost: 0.1m, input: 200, output: 20));
        var tasks = Enumerable.Range(0, 20).Select(_ => new PackedTask(Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N")));
        var options = new ParallelExecutionOptions { PackTokens = 750, RateLimit = 0, EnableCheckpointing = false, MaxWorkers = 1 };

        var result = await Executors.Over(client, options).RunAsync(tasks);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(4, client.Calls); // 229 for the first task, and about 125 for each of four more
        Assert.Equal(0.4m, result.TaskResults.Sum(static r => r.Cost!.Value));
        Assert.Equal(new TokenUsage(800, 80), result.TaskResults.Aggregate(default(TokenUsage), static (sum, r) => sum + r.Usage!.Value));
    }

    [Theory]
    [InlineData(null, 60L)]
    [InlineData(70L, null)]
    public async Task ExecuteBatchAsync_CombinedAnswerLargerThanTheLimitOfAMinute_IsAskedForInHalves(long? tokens, long? output)
    {
        using var cancelled = new CancellationTokenSource();
        List<string> sent = [];
        var client = new ScriptedChatClient(call =>
        {
            sent.Add(call.Text);
            cancelled.Cancel(); // the other half waits for a minute
            return Answers.Text(call.Text, output: 50);
        });
        var options = new ParallelExecutionOptions
        {
            MaxTasksPerRequest = 4,
            TokensPerMinute = tokens,
            OutputTokensPerMinute = output,
            MaxWorkers = 1,
            RateLimit = 0,
            EnableCheckpointing = false,
        };
        var tasks = Enumerable.Range(0, 4).Select(static i => new CombinedTask($"t{i}") { ChatOptions = new() { MaxOutputTokens = 25 } });

        var result = await Executors.Over(client, options).RunAsync(tasks, cancellationToken: cancelled.Token);

        Assert.True(Assert.Single(sent) is "t0,t1" or "t2,t3"); // both halves are prepared at once
        Assert.Equal((2, 2), (result.Metrics.CompletedTasks, result.Metrics.NotRunTasks));
    }

    [Fact]
    public async Task ExecuteBatchAsync_PackTokensSmallerThanATask_EachGoesAlone()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        var options = new ParallelExecutionOptions { PackTokens = 1, RateLimit = 0, EnableCheckpointing = false };

        await Executors.Over(client, options).RunAsync(Tasks(7));

        Assert.Equal(7, client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_PackTokensAndAMost_NeitherIsExceeded()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        var options = new ParallelExecutionOptions { PackTokens = 1_000_000, MaxTasksPerRequest = 3, RateLimit = 0, EnableCheckpointing = false };

        await Executors.Over(client, options).RunAsync(Tasks(7));

        Assert.Equal(3, client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_MoreIdenticalTasksThanMayBeOpen_DoNotWaitForEachOther()
    {
        // The first waits for others to share its request with; those that come after it wait for its answer.
        var client = new ScriptedChatClient(call => Answers.Text("good"));

        var result = await RunAsync(client, [.. Enumerable.Range(0, 1500).Select(static i => new PackedTask($"{i,8}", "the same"))], 4);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(1, client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_PartMissing_IsAskedAlone()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text.Contains(',', StringComparison.Ordinal) ? call.Text.Replace("t1", "-", StringComparison.Ordinal) : call.Text));

        var result = await RunAsync(client, Tasks(3), 3);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(2, client.Calls);
        Assert.Equal(1, client.TimesAsked("t1"));
        Assert.Equal(2, result.GetResult("t1")!.Attempts);
        Assert.Equal(1, result.GetResult("t0")!.Attempts);
    }

    [Fact]
    public async Task ExecuteBatchAsync_CannotBeSplit_IsHalvedDownToSingles()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text.Contains("t3", StringComparison.Ordinal) && call.Text.Length > 2 ? "garbage" : call.Text));

        var result = await RunAsync(client, Tasks(8), 8);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(7, client.Calls); // 8, 4 + 4, 2 + 2, 1 + 1
        Assert.Equal(1, client.TimesAsked("t3"));
    }

    [Theory]
    [InlineData("combine throws")]
    [InlineData("combine gives null")]
    [InlineData("split throws")]
    [InlineData("split gives null")]
    [InlineData("fits throws")]
    [InlineData("check throws")]
    [InlineData("rejected")]
    [InlineData("truncated")]
    public async Task ExecuteBatchAsync_CombiningGoesWrong_TheTasksAreAskedApart(string kind)
    {
        CombinedTask Make(int i) => kind switch
        {
            "combine throws" => new($"t{i}") { Combine = () => throw new InvalidOperationException("boom") },
            "combine gives null" => new($"t{i}") { Combine = () => null },
            "split throws" => new($"t{i}") { Splitting = _ => throw new InvalidOperationException("boom") },
            "split gives null" => new($"t{i}") { Splitting = _ => null },
            "fits throws" => new($"t{i}") { Fits = _ => throw new InvalidOperationException("boom") },
            "check throws" => new($"t{i}") { Check = answer => answer.Text.Contains(',', StringComparison.Ordinal) ? throw new InvalidOperationException("boom") : null },
            _ => new($"t{i}"),
        };
        var client = new ScriptedChatClient(call => !call.Text.Contains(',', StringComparison.Ordinal) ? Answers.Text(call.Text)
            : kind == "rejected" ? throw Answers.Failure(FailureKind.Rejected)
            : Answers.Text(call.Text, finish: kind == "truncated" ? "length" : "stop"));

        var result = await RunAsync(client, [.. Enumerable.Range(0, 5).Select(Make)], 4);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"t{i}"), result.TaskResults.Select(r => (string)r.UntypedValue!));
    }

    [Fact]
    public async Task ExecuteBatchAsync_CombinedRequestFailsForEver_EveryMemberFails()
    {
        var client = new ScriptedChatClient(_ => throw Answers.Failure(FailureKind.Server));

        var result = await RunAsync(client, Tasks(4), 4);

        Assert.Equal(4, client.Calls);
        Assert.All(result.TaskResults, r => Assert.Equal((TaskOutcome.Failed, 4), (r.Outcome, r.Attempts)));
        Assert.Equal(4, result.Metrics.FailedTasks);
    }

    [Fact]
    public async Task ExecuteBatchAsync_MixedKindsAndUnwillingNeighbours_KeepTheirOrder()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        LlmTask[] tasks = [new CombinedTask("a"), new CombinedTask("b"), new ScriptedTask("x"), new CombinedTask("c") { Fits = _ => false }, new CombinedTask("d")];

        var result = await RunAsync(client, tasks, 10);

        Assert.Equal(["a", "b", "x", "c", "d"], result.TaskResults.Select(r => r.TaskId));
        Assert.Equal(1, client.TimesAsked("a,b"));
        Assert.Equal(1, client.TimesAsked("c"));
        Assert.Equal(100, result.SuccessRate);
    }

    [Fact]
    public async Task ExecuteBatchAsync_CombinedThenResumed_EachMemberIsReused()
    {
        var checkpoint = new MemoryCheckpoint();
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        await RunAsync(client, Tasks(6), 3, checkpoint);

        var again = await RunAsync(client, Tasks(6), 1, checkpoint);

        Assert.Equal(2, client.Calls);
        Assert.Equal(6, again.Metrics.ReusedTasks);
    }

    private static LlmTask[] Tasks(int count) => [.. Enumerable.Range(0, count).Select(i => new CombinedTask($"t{i}"))];

    private static Task<BatchResult> RunAsync(IChatClient client, LlmTask[] tasks, int together, MemoryCheckpoint? checkpoint = null) =>
        Executors.Over(
            client,
            new() { MaxWorkers = 2, RateLimit = 0, MaxTasksPerRequest = together, RetryBaseDelay = TimeSpan.Zero, EnableCheckpointing = false },
            checkpoint: checkpoint).RunAsync(tasks);

    private sealed class PackedTask(string id, string text) : BatchableLlmTask<string>(id)
    {
        public override ChatOptions Options { get; } = new() { MaxOutputTokens = 100 };

        public override IReadOnlyList<ChatMessage> BuildMessages() => Ask(text);

        public override string ParseResponse(string text) => text;

        public override bool CanBatchWith(BatchableLlmTask<string> other) => true;

        public override IReadOnlyList<ChatMessage> CombineWith(IReadOnlyList<BatchableLlmTask<string>> others) =>
            Ask(string.Join(',', others.Prepend(this).Select(task => ((PackedTask)task).Text)));

        public override IReadOnlyList<string?> SplitBatchResult(string text, IReadOnlyList<BatchableLlmTask<string>> tasks) => text.Split(',');

        private string Text => text.PadRight(100, '.');

        private static ChatMessage[] Ask(string text) => [new(ChatRole.User, new string('i', 400) + text.PadRight(100, '.'))];
    }
}
