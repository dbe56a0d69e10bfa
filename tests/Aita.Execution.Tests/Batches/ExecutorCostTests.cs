using Aita.Execution.Tests.Doubles;
using CsCheck;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Batches;

public sealed class ExecutorCostTests
{
    private static readonly PriceBook Prices = new([new("test/model", new TokenPrice(0.001m, 0.002m))]);

    [Fact]
    public Task ExecuteBatchAsync_KnownPrices_NeverSpendsMoreThanTheCapOverAllRuns() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, 400], Gen.Int[1, 60], Gen.Int).SampleAsync(
            (workers, cap, maxOutput, seed) => RunAllAsync(workers, cap / 100m, maxOutput, seed), iter: 60, threads: 1);

    [Fact]
    public async Task ExecuteBatchAsync_LongPromptAndKnownPrice_IsNotSentWhenItCouldExceedTheCap()
    {
        var client = new ScriptedChatClient(call => Answers.Text("x", input: 10_000, output: 1));
        var task = new ScriptedTask("a", new string('x', 40_000)) { ChatOptions = new ChatOptions { MaxOutputTokens = 1 } };

        var result = await Executors.Over(client, Options(1, 9m), prices: Prices).RunAsync([task]); // 10,000 tokens cost 10

        Assert.Equal(0, client.Calls);
        Assert.Equal(FailureKind.OverBudget, result.StoppedBy!.Kind);
    }

    [Fact]
    public async Task ExecuteBatchAsync_CapRaised_ResumesWithoutBuyingTwice()
    {
        var checkpoint = new MemoryCheckpoint();
        var client = new ScriptedChatClient(call => Answers.Text(call.Text, cost: 0.1m));
        BatchResult? first = null;
        for (var cap = 0.5m; cap <= 3; cap += 0.5m)
        {
            var result = await Executors.Over(client, Options(4, cap), checkpoint: checkpoint).RunAsync(ScriptedTask.Many(20));
            first ??= result;
            Assert.True(result.Metrics.Cost + result.Metrics.EarlierCost <= cap);
        }

        Assert.Equal(FailureKind.OverBudget, first!.StoppedBy!.Kind);
        Assert.True(first.Metrics.CompletedTasks >= 4); // 0.1 spent, then 0.15 reserved for each
        Assert.Equal(20, client.Calls);
        Assert.Equal(20, checkpoint.Records.Count(record => record.Status == TaskOutcome.Succeeded));
    }

    [Fact]
    public async Task ExecuteBatchAsync_CapAndUnknownPrices_TheBudgetIsGivenBackBeforeTheBatchGivesUp()
    {
        // The first request reserves the whole cap; when it is answered the rest must go on, whoever wakes first.
        for (var round = 0; round < 300; round++)
        {
            var client = new ScriptedChatClient(async (call, _) =>
            {
                await Task.Yield();
                return Answers.Text(call.Text, cost: 0.01m);
            });

            var result = await Executors.Over(client, Options(4, 1m)).RunAsync(ScriptedTask.Many(8));

            Assert.Null(result.StoppedBy);
            Assert.Equal(8, client.Calls);
        }
    }

    [Fact]
    public async Task ExecuteBatchAsync_RequestsThatBreakOffUnderACap_CountAsSpent()
    {
        var client = new ScriptedChatClient(_ => throw Answers.Failure(FailureKind.Network));

        var result = await Executors.Over(client, Options(1, 0.05m), prices: Prices).RunAsync(ScriptedTask.Many(100).Select(WithLimit));

        // They may be billed: the cap must hold even if every one of them is.
        Assert.Equal(FailureKind.OverBudget, result.StoppedBy?.Kind);
        Assert.InRange(client.Calls, 1, 99);
    }

    [Fact]
    public async Task ExecuteBatchAsync_RunKilledWithARequestInFlight_ItsWorstCaseIsSpentInTheNextRun()
    {
        var checkpoint = new MemoryCheckpoint();
        var hanging = new ScriptedChatClient((_, _) => new TaskCompletionSource<ChatResponse>().Task);
        var answering = new ScriptedChatClient(call => Answers.Text(call.Text, cost: 0.001m));
        Task<BatchResult> RunAsync(ScriptedChatClient client) =>
            Executors.Over(client, Options(1, 0.06m), checkpoint: checkpoint, prices: Prices).RunAsync([WithLimit(new ScriptedTask("a"))]);
        _ = RunAsync(hanging); // never ends: what is recorded at this moment is all that a killed process leaves
        await Wait.Until(() => hanging.Calls == 1);

        var next = await RunAsync(answering); // one request may cost 0.028: two fit
        var another = new ScriptedChatClient(call => Answers.Text(call.Text, cost: 0.001m));
        checkpoint.Add(new CheckpointRecord { Id = "b", Key = "k", Status = TaskOutcome.NotRun, Reserved = new(0.028m) });
        var last = await Executors.Over(another, Options(1, 0.06m), checkpoint: checkpoint, prices: Prices).RunAsync([WithLimit(new ScriptedTask("c"))]);

        Assert.True(next.GetResult("a")!.IsSuccess);
        Assert.Equal(FailureKind.OverBudget, last.StoppedBy?.Kind);
        Assert.Equal(0, another.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_CapAndAReservationThatCannotBeRecorded_NothingIsSent()
    {
        var checkpoint = new MemoryCheckpoint { FailAppend = record => record.Status == TaskOutcome.NotRun ? new IOException("the disk is full") : null };
        var client = new ScriptedChatClient(call => Answers.Text(call.Text, cost: 0.001m));

        var result = await Executors.Over(client, Options(2, 1m), checkpoint: checkpoint, prices: Prices).RunAsync(ScriptedTask.Many(5).Select(WithLimit));

        Assert.Equal(0, client.Calls);
        Assert.Contains("the disk is full", result.StoppedBy!.Message, StringComparison.Ordinal);
        Assert.Equal(5, result.Metrics.NotRunTasks);
        Assert.Equal(0, result.Metrics.InFlight);
    }

    [Fact]
    public async Task ExecuteBatchAsync_CombinedRequestAndARunThatDiesBetweenTheRecordsOfItsTasks_TheRecordsTellOfAllThatWasPaid()
    {
        var (written, isDead) = (0, false);
        var checkpoint = new MemoryCheckpoint
        {
            FailAppend = record => (isDead |= record.Status == TaskOutcome.Succeeded && ++written == 2) ? new IOException("the process is gone") : null,
        };
        var client = new ScriptedChatClient(call => Answers.Text(call.Text, cost: 0.6m));
        var options = new ParallelExecutionOptions { MaxTasksPerRequest = 3, RateLimit = 0, MaxCost = 30, EnableCheckpointing = false };

        await Executors.Over(client, options, checkpoint: checkpoint, prices: Prices).RunAsync([new CombinedTask("a"), new CombinedTask("b"), new CombinedTask("c")]);

        Assert.Equal(1, client.Calls);
        Assert.True(checkpoint.Records.Sum(static record => (record.Cost ?? 0) + record.Reserved.Cost) >= 0.6m);
    }

    [Fact]
    public async Task ExecuteBatchAsync_NoCap_RecordsNothingButOutcomes()
    {
        var checkpoint = new MemoryCheckpoint();
        var client = new ScriptedChatClient(call => call.Occurrence == 1 ? throw Answers.Failure(FailureKind.Overloaded) : Answers.Text(call.Text, cost: 0.001m));

        await Executors.Over(client, Options(2, null), checkpoint: checkpoint, prices: Prices).RunAsync(ScriptedTask.Many(5));

        Assert.Equal(5, checkpoint.Records.Count);
    }

    [Fact]
    public async Task ExecuteBatchAsync_RetriesUnderACap_EveryReservationIsGivenBack()
    {
        var client = new ScriptedChatClient(call => call.Occurrence <= 3 ? throw Answers.Failure(FailureKind.Overloaded) : Answers.Text(call.Text, cost: 0.01m));
        var checkpoint = new MemoryCheckpoint();

        var result = await Executors.Over(client, Options(3, 0.5m), checkpoint: checkpoint, prices: Prices).RunAsync(ScriptedTask.Many(10).Select(WithLimit));

        Assert.Null(result.StoppedBy);
        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(40, client.Calls);
        Assert.True(checkpoint.Records.Aggregate(default(CostReservation), (sum, record) => sum + record.Reserved).IsNone);
    }

    [Fact]
    public async Task ExecuteBatchAsync_CapAndNoCostReported_StopsAfterTheFirstAnswers()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));

        var result = await Executors.Over(client, Options(4, 1m)).RunAsync(ScriptedTask.Many(100));

        Assert.Equal(1, client.Calls);
        Assert.Equal(FailureKind.OverBudget, result.StoppedBy!.Kind);
        Assert.Equal(1, result.Metrics.CompletedTasks);
    }

    [Fact]
    public async Task ExecuteBatchAsync_PaidAnswersThatCannotBeUsed_CountAgainstTheCapOfTheNextRun()
    {
        var checkpoint = new MemoryCheckpoint();
        using var cancelled = new CancellationTokenSource();
        var client = new ScriptedChatClient(call => Answers.Text(string.Empty, cost: 0.2m));
        var task = new ScriptedTask("a")
        {
            Repair = (_, _) =>
            {
                cancelled.Cancel();
                return [new(ChatRole.User, "again")];
            },
        };
        var first = await Executors.Over(client, Options(1, null), checkpoint: checkpoint).RunAsync([task], cancellationToken: cancelled.Token);
        Assert.Equal(TaskOutcome.NotRun, first.GetResult("a")!.Outcome);

        var again = await Executors.Over(client, Options(1, 0.3m), checkpoint: checkpoint).RunAsync([new ScriptedTask("b")]);

        Assert.Equal(0.2m, again.Metrics.EarlierCost);
    }

    private static async Task RunAllAsync(int workers, decimal cap, int maxOutput, int seed)
    {
        var checkpoint = new MemoryCheckpoint();
        decimal spent = 0;
        var random = new Random(seed);
        var client = new ScriptedChatClient(async (call, _) =>
        {
            await Task.Yield();
            lock (random)
            {
                if (random.Next(4) == 0)
                {
                    throw Answers.Failure(FailureKind.Server);
                }

                var answer = Answers.Text(call.Text, input: random.Next(1, 10), output: random.Next(0, maxOutput + 1));
                spent += Prices.Find("test/model")!.CostOf(new TokenUsage(answer.Usage!.InputTokenCount!.Value, answer.Usage.OutputTokenCount!.Value));
                return answer;
            }
        });
        for (var run = 0; run < 2; run++)
        {
            var result = await Executors.Over(client, Options(workers, cap), checkpoint: checkpoint, prices: Prices)
                .RunAsync(Enumerable.Range(0, 15).Select(i => new ScriptedTask($"t{i}", new string('x', 40)) { ChatOptions = new ChatOptions { MaxOutputTokens = maxOutput } }));
            Assert.True(spent <= cap, $"run {run}: spent {spent} of {cap}");
            Assert.Equal(spent, result.Metrics.Cost + result.Metrics.EarlierCost);
            Assert.Equal(15, result.TaskResults.Count);
        }
    }

    private static ScriptedTask WithLimit(ScriptedTask task) => new(task.Id) { ChatOptions = new ChatOptions { MaxOutputTokens = 10 } };

    private static ParallelExecutionOptions Options(int workers, decimal? cap) =>
        new() { MaxWorkers = workers, RateLimit = 0, MaxCost = cap, RetryBaseDelay = TimeSpan.Zero, EnableCheckpointing = false };
}
