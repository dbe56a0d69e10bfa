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
}
