using System.Text.Json;
using Aita.Cli.Rehearsal;
using Aita.Execution;
using CsCheck;

namespace Aita.Cli.Tests.Rehearsal;

/// <summary>The executor in thousands of random worlds: what must hold in each of them, whatever the provider does and whenever it is killed.</summary>
[Collection(AloneOnTheThreadPool.Name)]
public sealed class RandomWorldTests
{
    [Fact]
    public Task ExecuteBatchAsync_AnyWorldAndAnyKill_WhatIsPromisedHolds() =>
        WorldPlan.All.SampleAsync(RunAsync, iter: 2000, threads: 1, print: static plan => JsonSerializer.Serialize(plan));

    private static async Task RunAsync(WorldPlan plan)
    {
        var book = new RecordBook { DieAt = plan.KillAtRecord, LastRecordIsLost = plan.LastRecordIsLost };
        var (ended, billed) = await RunOnceAsync(plan, book, plan.KillAt, billedBefore: 0);
        Assert.True((await RunOnceAsync(plan, book, killAt: double.PositiveInfinity, billed)).Ended, "the resumed run waits for what never comes");
        Assert.True(!ended || !book.IsDead);
    }

    /// <returns>Whether the run came to its end, false when it was killed; and what all runs so far are billed at most.</returns>
    private static async Task<(bool Ended, decimal Billed)> RunOnceAsync(WorldPlan plan, RecordBook book, double killAt, decimal billedBefore)
    {
        var clock = new VirtualClock();
        using var provider = new ScriptedProvider(plan.Scenario, clock);
        using var witness = new Witness(provider, clock, book, plan);
        var random = new Random(plan.Scenario.Seed);
        var executor = new ParallelLlmExecutor(witness, plan.Options, new ExecutionEnvironment
        {
            Time = clock,
            Prices = plan.Models.Aggregate(provider.Prices, (prices, model) => prices.With(model, provider.Prices.Find(ScriptedProvider.Model)!)),
            OpenCheckpoint = book.OpenAsync,
            Random = () =>
            {
                lock (random)
                {
                    return random.NextDouble();
                }
            },
        });
        var recordedBefore = book.Records.Where(RecordBook.HoldsAnswer).Select(static r => r.Id).ToHashSet(StringComparer.Ordinal);
        var requestsBefore = book.Requests;
        var (completed, read) = (new List<string>(), default(Func<ExecutionMetrics>));
        var batch = new BatchOptions
        {
            OnTaskCompleted = result => completed.Add(result.TaskId),
            OnEvent = happened => read ??= (happened as ExecutionEvent.BatchStarted)?.ReadMetrics,
        };
        var running = Task.Run(() => executor.ExecuteBatchAsync(plan.MakeTasks(), "world", batch));
        var isOver = await VirtualTime.DriveAsync(clock, running, () =>
        {
            // Nothing is at work now: a slot that is taken and not at the provider would be held by a task that waits.
            Assert.True(book.IsDead || read!().InFlight == witness.InFlight, $"{read!().InFlight} slots are taken, {witness.InFlight} requests are in flight");
            Assert.True(witness.InFlight <= plan.Options.MaxWorkers, $"{witness.InFlight} requests are in flight with {plan.Options.MaxWorkers} workers");
            return !book.IsDead && clock.Now.TotalSeconds < killAt;
        });

        Assert.True(isOver || book.IsDead || clock.Now.TotalSeconds >= killAt, $"nothing is due at {clock.Now}, but the run has not ended");
        Assert.True(witness.BoughtAgain.Count == 0, $"bought again: {string.Join(' ', witness.BoughtAgain)}");
        Assert.True(witness.AskedTwice.Count == 0, $"asked twice at a time: {string.Join(' ', witness.AskedTwice)}");
        LimitChecks.Options(plan, witness.Arrivals);
        LimitChecks.Headers(plan, witness.Arrivals);
        var billed = billedBefore + provider.Billed + witness.MayBeBilled; // what a killed run had in flight is billed too
        Assert.True(!(billed > plan.Options.MaxCost), $"billed {billed} of {plan.Options.MaxCost}, {billedBefore} of it before");
        Assert.True(plan.Options.MaxCost is null || billed <= book.Cost + book.Reserved, $"billed {billed}, but the records only tell of {book.Cost + book.Reserved}");
        Assert.Equal(completed.Count, completed.Distinct(StringComparer.Ordinal).Count());
        var requests = book.Requests - requestsBefore; // a killed run does not record what was in flight, nor failures of tasks that waited
        Assert.True(isOver && !book.IsDead ? requests == witness.Arrivals.Count : requests <= witness.Arrivals.Count, $"{witness.Arrivals.Count} requests, {requests} recorded");
        if (isOver)
        {
            CheckResult(plan, await running, completed, recordedBefore);
        }

        return (isOver, billed);
    }

    private static void CheckResult(WorldPlan plan, BatchResult result, List<string> completed, HashSet<string> recordedBefore)
    {
        List<string> expected = [];
        foreach (var id in Enumerable.Range(0, plan.Tasks).Select(static i => $"t{i}"))
        {
            expected.Add(id);
            if (id[^1] is '0' or '5' && result.GetResult(id)!.IsSuccess)
            {
                expected.Add('f' + id[1..]);
            }
        }

        Assert.Equal(expected, result.TaskResults.Select(static r => r.TaskId));
        Assert.Equal(expected.Order(StringComparer.Ordinal), completed.Order(StringComparer.Ordinal));
        Assert.True(result.StoppedBy is not null || result.TaskResults.All(static r => r.Outcome != TaskOutcome.NotRun));
        Assert.True(result.StoppedBy is not null || recordedBefore.All(id => result.GetResult(id) is { IsSuccess: true, FromCheckpoint: true }));
        Assert.Equal(0, result.Metrics.InFlight);
    }
}
