using System.Collections.Concurrent;
using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Batches;

public sealed class ExecutorOrderTests
{
    [Fact]
    public async Task ExecuteBatchAsync_MoreTasksThanWorkers_UsesAllWorkersAndNeverMore()
    {
        using var full = new SemaphoreSlim(0);
        var client = new ScriptedChatClient(async (call, ct) =>
        {
            if (call.Number <= 7)
            {
                if (call.Number == 7)
                {
                    full.Release(7);
                }

                await full.WaitAsync(ct); // the first seven go on only when all seven are there
            }

            await Task.Yield();
            return Answers.Text(call.Text);
        });

        var result = await Executors.Over(client, new() { MaxWorkers = 7, RateLimit = 0, EnableCheckpointing = false }).RunAsync(ScriptedTask.Many(300));

        Assert.Equal(7, client.Peak);
        Assert.Equal(7, result.Metrics.PeakInFlight);
        Assert.Equal(300, result.SuccessfulResults.Count());
        Assert.Equal(0, result.Metrics.InFlight);
    }

    [Fact]
    public async Task ExecuteBatchAsync_TasksWithSizes_StartLongestFirstAndResultsInInputOrder()
    {
        ConcurrentQueue<string> sent = [];
        var client = new ScriptedChatClient(call =>
        {
            sent.Enqueue(call.Text);
            return Answers.Text(call.Text);
        });
        ScriptedTask[] tasks =
        [
            new("short") { Size = 1, Follow = static _ => [new ScriptedTask("follow-up of short") { Size = 50 }] },
            new("unknown"),
            new("long") { Size = 9 },
            new("also short") { Size = 1 },
            new("middle") { Size = 5 },
        ];

        var result = await Executors.Over(client, new() { MaxWorkers = 1, RateLimit = 0, EnableCheckpointing = false }).RunAsync(tasks);

        Assert.Equal(["long", "middle", "unknown", "short", "also short"], sent.Where(static id => !id.StartsWith("follow", StringComparison.Ordinal)));
        Assert.Equal(["short", "follow-up of short", "unknown", "long", "also short", "middle"], result.TaskResults.Select(r => r.TaskId));
    }

    [Fact]
    public async Task ExecuteBatchAsync_AnswersInAnyOrder_ResultsInInputOrder()
    {
        var random = new Random(5);
        var client = new ScriptedChatClient(async (call, _) =>
        {
            int turns;
            lock (random)
            {
                turns = random.Next(50);
            }

            for (var i = 0; i < turns; i++)
            {
                await Task.Yield();
            }

            return Answers.Text(call.Text);
        });

        var result = await Executors.Over(client, new() { MaxWorkers = 16, RateLimit = 0, EnableCheckpointing = false }).RunAsync(ScriptedTask.Many(500));

        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"t{i}"), result.TaskResults.Select(r => r.TaskId));
        Assert.Equal("t42", result.GetResult<string>("t42")!.Value);
        Assert.Null(result.GetResult("nobody"));
    }

    [Fact]
    public async Task ExecuteBatchAsync_FollowUps_ComeAfterTheirParentWithoutABarrier()
    {
        var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = new ScriptedChatClient(async (call, ct) =>
        {
            if (call.Text == "b")
            {
                await slow.Task.WaitAsync(ct);
            }

            if (call.Text == "a2x")
            {
                slow.SetResult(); // b can end only when the grandchild of a has run
            }

            return Answers.Text(call.Text);
        });
        ScriptedTask Leaf(string id) => new(id);
        LlmTask[] tasks =
        [
            new ScriptedTask("a") { Follow = _ => [Leaf("a1"), new ScriptedTask("a2") { Follow = _ => [Leaf("a2x")] }] },
            new ScriptedTask("b") { Follow = _ => [Leaf("b1")] },
            Leaf("c"),
        ];

        var result = await Executors.Over(client).RunAsync(tasks);

        Assert.Equal(["a", "a1", "a2", "a2x", "b", "b1", "c"], result.TaskResults.Select(r => r.TaskId));
        Assert.Equal(7, result.Metrics.TotalTasks);
    }

    [Fact]
    public async Task ExecuteAsync_Streaming_GivesResultsAsTheyCome()
    {
        var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = new ScriptedChatClient(async (call, ct) =>
        {
            if (call.Text == "t0")
            {
                await slow.Task.WaitAsync(ct);
            }

            return Answers.Text(call.Text);
        });
        List<string> seen = [];

        await foreach (var result in Executors.Over(client).ExecuteAsync(ScriptedTask.Many(3), "test").WithCancellation(TestContext.Current.CancellationToken))
        {
            seen.Add(result.TaskId);
            if (seen.Count == 2)
            {
                slow.SetResult();
            }
        }

        Assert.Equal("t0", seen[^1]);
    }

    [Fact]
    public async Task ExecuteBatchAsync_Callbacks_AreNeverCalledTwiceAtTheSameTimeAndTheRecordComesFirst()
    {
        var checkpoint = new MemoryCheckpoint();
        var client = new ScriptedChatClient(call => call.Occurrence == 1 && call.Number % 3 == 0
            ? throw Answers.Failure(FailureKind.Server)
            : Answers.Text(call.Text));
        int completing = 0, sending = 0, overlaps = 0;
        List<string> completed = [];
        ConcurrentBag<string> unrecorded = [];
        List<ExecutionEvent> events = [];
        var options = new BatchOptions
        {
            OnTaskCompleted = result =>
            {
                overlaps += Interlocked.Increment(ref completing) - 1;
                completed.Add(result.TaskId);
                if (!checkpoint.Records.Any(record => record.Id == result.TaskId))
                {
                    unrecorded.Add(result.TaskId);
                }

                Interlocked.Decrement(ref completing);
            },
            OnEvent = happened =>
            {
                overlaps += Interlocked.Increment(ref sending) - 1;
                events.Add(happened);
                Interlocked.Decrement(ref sending);
            },
        };

        var result = await Executors.Over(
            client, new() { MaxWorkers = 20, RateLimit = 0, RetryBaseDelay = TimeSpan.Zero }, checkpoint: checkpoint).RunAsync(ScriptedTask.Many(200), options);

        Assert.Equal(0, overlaps);
        Assert.Empty(unrecorded);
        Assert.Equal(200, completed.Distinct().Count());
        Assert.Equal(200, completed.Count);
        Assert.IsType<ExecutionEvent.BatchStarted>(events[0]);
        Assert.IsType<ExecutionEvent.BatchCompleted>(events[^1]);
        Assert.Equal(200, events.OfType<ExecutionEvent.TaskCompleted>().Count());
        Assert.Equal(result.Metrics.Attempts, events.OfType<ExecutionEvent.AttemptStarted>().Count());
        Assert.Equal(result.Metrics.Retries, events.OfType<ExecutionEvent.RetryScheduled>().Count());
    }

    [Fact]
    public async Task ExecuteBatchAsync_EmptyBatch_EndsAtOnce()
    {
        var result = await Executors.Over(new ScriptedChatClient(call => Answers.Text(call.Text))).RunAsync(Array.Empty<LlmTask>());

        Assert.Empty(result.TaskResults);
        Assert.Equal(100, result.SuccessRate);
    }

    [Fact]
    public async Task ExecuteBatchAsync_DuplicateIds_OnlyTheFirstRuns()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));

        var result = await Executors.Over(client).RunAsync([new ScriptedTask("a", "one"), new ScriptedTask("a", "two"), new ScriptedTask("b")]);

        Assert.Equal([TaskOutcome.Succeeded, TaskOutcome.Failed, TaskOutcome.Succeeded], result.TaskResults.Select(r => r.Outcome));
        Assert.Equal(FailureKind.Rejected, result.TaskResults[1].ErrorKind);
        Assert.Equal("one", result.GetResult<string>("a")!.Value);
        Assert.Equal(0, client.TimesAsked("two"));
    }

    [Fact]
    public async Task ExecuteBatchAsync_IdsAreUnique_IsTakenAtItsWord()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));

        var result = await Executors.Over(client).RunAsync([new ScriptedTask("a", "one"), new ScriptedTask("a", "two")], new() { IdsAreUnique = true });

        Assert.Equal(["one", "two"], result.TaskResults.Select(r => r.UntypedValue));
    }

    [Fact]
    public async Task ExecuteBatchAsync_TypedFollowUpsOfAnotherType_AreInTheUntypedResultsOnly()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        ScriptedTask[] tasks = [new("a") { Follow = _ => [new LengthTask("b")] }];

        var result = await Executors.Over(client).ExecuteBatchAsync<string>(tasks, "test", TestContext.Current.CancellationToken).Guarded();

        Assert.Equal(["a"], result.TaskResults.Select(r => r.TaskId));
        Assert.Equal(["a", "b"], ((BatchResult)result).TaskResults.Select(r => r.TaskId));
        Assert.Equal(1, ((BatchResult)result).GetResult<int>("b")!.Value);
    }

    private sealed class LengthTask(string id) : LlmTask<int>(id)
    {
        public override IReadOnlyList<ChatMessage> BuildMessages() => [new(ChatRole.User, Id)];

        public override int ParseResponse(string text) => text.Length;
    }
}
