using System.Collections.Concurrent;
using Aita.Execution.Tests.Doubles;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Batches;

/// <summary>Whole batches with random failures, delays, follow-ups, limits and stops, in virtual time.</summary>
[Collection(VirtualTime.Name)]
public sealed class ExecutorRandomTests
{
    private static readonly Gen<Plan> Plans = Gen.Select(Gen.Int, Gen.Int[1, 8], Gen.Int[0, 40], Gen.Int[0, 60], Gen.Int[1, 4], Gen.Int[0, 3])
        .Select((seed, workers, tasks, stopAt, together, limit) => new Plan(seed, workers, tasks, stopAt, together, limit * 10));

    [Fact]
    public Task ExecuteBatchAsync_AnyPlan_OneOutcomeEachSlotsKeptAndNothingRecordedIsBoughtAgain() =>
        Plans.SampleAsync(RunAsync, iter: 20, threads: 1);

    private static async Task RunAsync(Plan plan)
    {
        var time = new FakeTimeProvider();
        var random = new Random(plan.Seed);
        var checkpoint = new MemoryCheckpoint();
        using var cancelled = new CancellationTokenSource();
        ConcurrentBag<string> boughtAgain = [];
        int Draw(int below)
        {
            lock (random)
            {
                return random.Next(below);
            }
        }

        var client = new ScriptedChatClient(async (call, ct) =>
        {
            foreach (var id in call.Text.Split(',').Where(id => checkpoint.Records.Any(r => r.Id == id && r.Status == TaskOutcome.Succeeded)))
            {
                boughtAgain.Add(id);
            }

            if (call.Number == plan.StopAt)
            {
                await cancelled.CancelAsync();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Draw(3000)), time, ct);
            return Draw(8) switch
            {
                0 => throw Answers.Failure(FailureKind.Server),
                1 => throw Answers.Failure(FailureKind.RateLimited, Draw(2) == 0 ? null : TimeSpan.FromSeconds(Draw(5))),
                2 => throw new IOException("the connection broke"),
                3 => Answers.Text(call.Text, finish: "length"),
                _ => Answers.Text(call.Text, cost: 0.01m),
            };
        });
        LlmTask[] Tasks() => [.. Enumerable.Range(0, plan.Tasks).Select<int, LlmTask>(i => i % 3 == 0
            ? new ScriptedTask($"t{i}") { Follow = _ => [new CombinedTask($"f{i}"), new ScriptedTask($"g{i}")] }
            : new CombinedTask($"t{i}"))];
        var options = new ParallelExecutionOptions
        {
            MaxWorkers = plan.Workers,
            RateLimit = plan.RateLimit,
            MaxTasksPerRequest = plan.Together,
            EnableCheckpointing = false,
        };
        for (var run = 0; run < 2; run++)
        {
            List<string> completed = [];
            var token = run == 0 ? cancelled.Token : CancellationToken.None;
            var before = checkpoint.Records.Count(r => r.Status == TaskOutcome.Succeeded);

            var result = await Executors.Over(client, options, time, checkpoint)
                .RunAsync(Tasks(), new() { OnTaskCompleted = r => completed.Add(r.TaskId) }, token)
                .WhileTimePasses(time, TimeSpan.FromMilliseconds(500));

            Assert.Equal(completed.Count, completed.Distinct().Count());
            Assert.Equal(Enumerable.Range(0, plan.Tasks).Select(i => $"t{i}"), result.TaskResults.Select(r => r.TaskId).Where(id => id[0] == 't'));
            Assert.Equal(2 * result.TaskResults.Count(r => r.IsSuccess && r is { TaskId: ['t', ..] } && int.Parse(r.TaskId[1..]) % 3 == 0), result.TaskResults.Count(r => r.TaskId[0] != 't'));
            var metrics = result.Metrics;
            Assert.Equal(result.TaskResults.Count, metrics.TotalTasks);
            Assert.Equal(metrics.TotalTasks, metrics.CompletedTasks + metrics.FailedTasks + metrics.NotRunTasks);
            Assert.Equal(metrics.Elapsed, metrics.Bottleneck.Times.Values.Aggregate(TimeSpan.Zero, (sum, part) => sum + part));
            Assert.Equal(0, metrics.InFlight);
            Assert.True(result.StoppedBy is not null || metrics.NotRunTasks == 0);
            Assert.True(run == 0 || metrics.ReusedTasks == before, $"{metrics.ReusedTasks} reused of {before} recorded");
            Assert.True(metrics.Cost <= 0.01m * metrics.Attempts);
        }

        Assert.True(client.Peak <= plan.Workers, $"{client.Peak} requests in flight with {plan.Workers} workers");
        Assert.Empty(boughtAgain);
        Assert.Equal(checkpoint.Records.Count(r => r.Status == TaskOutcome.Succeeded), checkpoint.Records.Where(r => r.Status == TaskOutcome.Succeeded).Select(r => r.Id).Distinct().Count());
    }

    private sealed record Plan(int Seed, int Workers, int Tasks, int StopAt, int Together, int RateLimit);
}
