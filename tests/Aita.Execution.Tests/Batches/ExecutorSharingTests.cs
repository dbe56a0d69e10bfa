using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Batches;

public sealed class ExecutorSharingTests
{
    [Fact]
    public async Task ExecuteBatchAsync_IdenticalRequests_AreSentOnceAndEachHasItsOwnOutcomeAndRecord()
    {
        var checkpoint = new MemoryCheckpoint();
        var client = new ScriptedChatClient(call => Answers.Text(call.Text.ToUpperInvariant(), cost: 0.1m));

        var result = await RunAsync(client, Same(50, "a"), checkpoint: checkpoint);

        Assert.Equal(1, client.Calls);
        Assert.Equal(100, result.SuccessRate);
        Assert.All(result.TaskResults, r => Assert.Equal("A", r.UntypedValue));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"a{i}"), checkpoint.Records.Select(r => r.Id).OrderBy(id => int.Parse(id[1..])));
        Assert.Equal(0.1m, checkpoint.Records.Sum(r => r.Cost));
        Assert.Equal(0.1m, result.TaskResults.Sum(r => r.Cost));
        Assert.Equal(0.1m, result.Metrics.Cost);
        Assert.Equal(49, result.Metrics.SharedTasks);
        Assert.All(result.TaskResults.Where(r => r.SharedWith is not null), r => Assert.Equal((0, 0m, null), (r.Attempts, r.Cost!.Value, r.Usage)));
        Assert.Equal(49, checkpoint.Records.Count(r => r.SharedWith is not null && r.Cost == 0));
    }

    [Fact]
    public async Task ExecuteBatchAsync_Tags_AreThoseOfTheTasksWhetherSentSharedOrFailed()
    {
        var client = new ScriptedChatClient(static call => call.Text == "bad" ? throw new LlmException(FailureKind.Rejected, "no") : Answers.Text("ok"));
        SimpleLlmTask[] tasks = [new("sent", "a") { Tag = 1 }, new("shared", "a") { Tag = "two" }, new("failed", "bad") { Tag = 3L }, new("none", "b")];

        var result = await RunAsync(client, tasks);

        Assert.Equal([1, "two", 3L, null], result.TaskResults.Select(r => r.Tag));
    }

    [Fact]
    public async Task ExecuteBatchAsync_FirstIsInFlight_TheOthersWaitWithoutASlot()
    {
        var first = new TaskCompletionSource();
        var client = new ScriptedChatClient(async (call, _) =>
        {
            if (call.Text == "same")
            {
                await first.Task;
            }
            else if (call.Text == "other")
            {
                first.SetResult(); // reached only when the twins leave the second worker free
            }

            return Answers.Text(call.Text);
        });

        var result = await RunAsync(client, [.. Same(10, "same"), new ScriptedTask("other")], workers: 2);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(2, client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_FirstFails_TheOthersHaveThatFailure()
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = new ScriptedChatClient(async (_, _) =>
        {
            await taken.Task.Guarded();
            throw Answers.Failure(FailureKind.Rejected);
        });

        var result = await RunAsync(client, Source(), workers: 1);

        // Those that were taken while it was open share its failure; no record hides that they are to be asked in the next run.
        Assert.Equal(5, result.Metrics.FailedTasks);
        Assert.All(result.FailedResults, r => Assert.Equal(FailureKind.Rejected, r.ErrorKind));
        Assert.Equal(1, client.Calls);

        IEnumerable<LlmTask> Source()
        {
            foreach (var task in Same(5, "a"))
            {
                yield return task;
            }

            taken.SetResult(); // asked for more: all these have been taken
        }
    }

    [Fact]
    public async Task ExecuteBatchAsync_FirstIsRetried_TheOthersWaitForItsSuccess()
    {
        var client = new ScriptedChatClient(call => call.Number == 1 ? throw Answers.Failure(FailureKind.Server) : Answers.Text("ok"));

        var result = await RunAsync(client, Same(20, "a"));

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(2, client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_AFollowerCannotReadTheAnswer_IsAskedAlone()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Number == 1 ? "one" : "two"));
        var picky = new ScriptedTask("picky", "same") { Read = text => text == "two" ? text : throw new FormatException("not two") };

        var result = await RunAsync(client, [new ScriptedTask("easy", "same"), picky]);

        Assert.Equal("one", result.GetResult("easy")!.UntypedValue);
        Assert.Equal("two", result.GetResult("picky")!.UntypedValue);
        Assert.Null(result.GetResult("picky")!.SharedWith);
        Assert.Equal(2, client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_SampleIndex_EachSampleIsSent()
    {
        var client = new ScriptedChatClient(call => Answers.Text($"{call.Number}"));

        var result = await RunAsync(client, [.. Enumerable.Range(0, 6).Select(i => new Sample($"s{i}", i / 2))]);

        Assert.Equal(3, client.Calls);
        Assert.Equal(3, result.TaskResults.Select(r => r.UntypedValue).Distinct().Count());
    }

    [Fact]
    public async Task ExecuteBatchAsync_SharingOff_EachIsSent()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));

        await RunAsync(client, Same(5, "a"), share: false);

        Assert.Equal(5, client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_Resumed_SharedOutcomesAreReused()
    {
        var checkpoint = new MemoryCheckpoint();
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        await RunAsync(client, Same(5, "a"), checkpoint: checkpoint);

        var result = await RunAsync(client, Same(8, "a"), checkpoint: checkpoint);

        Assert.Equal(1, client.Calls);
        Assert.Equal(5, result.Metrics.ReusedTasks);
        Assert.Equal(3, result.Metrics.SharedTasks);
    }

    // A kill between the record of the one that asked and the records of those that shared; then they come in another order.
    [Fact]
    public async Task ExecuteBatchAsync_ResumedWithoutTheSharersRecords_TheAnswerIsFoundByTheRequest()
    {
        var checkpoint = new MemoryCheckpoint();
        var client = new ScriptedChatClient(call => Answers.Text(call.Text, cost: 0.1m));
        await RunAsync(client, Same(1, "a"), checkpoint: checkpoint);

        var result = await RunAsync(client, [.. Same(5, "a").Reverse()], checkpoint: checkpoint);

        Assert.Equal(1, client.Calls);
        Assert.Equal((1, 4), (result.Metrics.ReusedTasks, result.Metrics.SharedTasks));
        Assert.All(result.TaskResults.Where(r => r.TaskId != "a0"), r => Assert.Equal(("a0", 0m, "a"), (r.SharedWith, r.Cost, r.UntypedValue)));
        Assert.Equal(0.1m, checkpoint.Records.Sum(r => r.Cost));
    }

    // The same kill, when the first answer could not be used: it is recorded too, before it is read.
    [Fact]
    public async Task ExecuteBatchAsync_ResumedAfterAReask_TheAnswerThatWasUsedIsFoundByTheRequest()
    {
        var checkpoint = new MemoryCheckpoint();
        ScriptedChatClient client = null!;
        client = new ScriptedChatClient(_ => Answers.Text(client.Calls == 1 ? "useless" : "useful"));
        await RunAsync(client, [Picky("a0")], checkpoint: checkpoint);

        var result = await RunAsync(client, [Picky("a0"), Picky("a1")], checkpoint: checkpoint);

        Assert.Equal((2, 100), (client.Calls, result.SuccessRate));
        Assert.Equal((1, 1), (result.Metrics.ReusedTasks, result.Metrics.SharedTasks));

        static ScriptedTask Picky(string id) => new(id, "a")
        {
            Read = static text => text == "useful" ? text : throw new FormatException("no"),
            Repair = static (_, _) => [new(ChatRole.User, "again")],
        };
    }

    [Fact]
    public async Task ExecuteBatchAsync_ResumedWithSharingOff_AnotherTasksAnswerIsNotUsed()
    {
        var checkpoint = new MemoryCheckpoint();
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        await RunAsync(client, Same(1, "a"), checkpoint: checkpoint, share: false);

        await RunAsync(client, Same(3, "a"), checkpoint: checkpoint, share: false);

        Assert.Equal(3, client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_ResumedAndTheSharedAnswerCannotBeRead_IsAskedAnew()
    {
        var checkpoint = new MemoryCheckpoint();
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        await RunAsync(client, Same(1, "a"), checkpoint: checkpoint);
        var picky = new ScriptedTask("other", "a") { Read = text => client.Calls > 1 ? text : throw new FormatException("no") };

        var result = await RunAsync(client, [picky], checkpoint: checkpoint);

        Assert.Equal((2, 100), (client.Calls, result.SuccessRate));
        Assert.Null(result.TaskResults[0].SharedWith);
    }

    [Fact]
    public async Task ExecuteBatchAsync_Cancelled_TheWaitingAreNotRun()
    {
        using var cancelled = new CancellationTokenSource();
        var client = new ScriptedChatClient(async (_, ct) =>
        {
            await cancelled.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return Answers.Text("never");
        });

        var result = await RunAsync(client, Same(5, "a"), cancellationToken: cancelled.Token);

        Assert.Equal(5, result.Metrics.NotRunTasks);
    }

    [Fact]
    public void Enter_ManyDistinctRequests_KeepsOnlyTheLatestAnswers()
    {
        var requests = new SharedRequests(maxAnswers: 3, maxBytes: 100_000);
        for (var i = 0; i < 10; i++)
        {
            var item = Item(i);
            Assert.Equal((false, null), requests.Enter(item));
            Assert.Empty(requests.End(item, new LlmAnswer { Text = $"{i}" }));
        }

        Assert.Equal(["7", "8", "9"], Enumerable.Range(0, 10).Select(i => requests.Enter(Item(i)).Answer?.Answer.Text).OfType<string>());
    }

    private static WorkItem Item(int number) =>
        new(new ScriptedTask($"{number}"), parent: null) { Key = TaskKey.Compute([new ChatMessage(ChatRole.User, $"{number}")], options: null, "m") };

    private static ScriptedTask[] Same(int count, string prompt) => [.. Enumerable.Range(0, count).Select(i => new ScriptedTask($"{prompt}{i}", prompt))];

    private static Task<BatchResult> RunAsync(
        ScriptedChatClient client, IEnumerable<LlmTask> tasks, int workers = 4, MemoryCheckpoint? checkpoint = null, bool share = true,
        CancellationToken cancellationToken = default) =>
        Executors.Over(
            client,
            new()
            {
                MaxWorkers = workers,
                RateLimit = 0,
                RetryBaseDelay = TimeSpan.Zero,
                EnableCheckpointing = false,
                DrainTimeout = TimeSpan.Zero,
                ShareIdenticalRequests = share,
            },
            checkpoint: checkpoint).RunAsync(tasks, cancellationToken: cancellationToken);

    private sealed class Sample(string id, int index) : LlmTask<string>(id)
    {
        public override int? SampleIndex => index;

        public override IReadOnlyList<ChatMessage> BuildMessages() => [new(ChatRole.User, "roll a die")];

        public override string ParseResponse(string text) => text;
    }
}
