using Aita.Execution;
using Aita.Simulator;

namespace Aita.Benchmarks.Macro;

/// <summary>How wrong the estimate of the remaining time is.</summary>
internal static class EstimateScenario
{
    private const int Tasks = 500;
    private const int Workers = 10;
    private const int Runs = 25;

    public static async Task<Table> RunAsync()
    {
        var table = new Table(
            "Estimate of the remaining time",
            $"{Tasks} tasks, log-normal latency with mean 50 ms and sigma 0.5, {Workers} workers, {Runs} runs with different seeds: the error of the estimate against " +
            "the time that really was left.",
            "done", "median error", "largest error");
        var errors = new Dictionary<double, List<double>> { [0.2] = [], [0.5] = [], [0.8] = [] };
        for (var run = 0; run < Runs; run++)
        {
            await MeasureAsync(run, errors);
        }

        foreach (var (share, list) in errors)
        {
            list.Sort();
            table.Add($"{share:P0}", $"{list[list.Count / 2]:P1}", $"{list[^1]:P1}");
        }

        return table;
    }

    private static async Task MeasureAsync(int seed, Dictionary<double, List<double>> errors)
    {
        await using var simulator = await SimulatorServer.StartAsync(
            new SimulatorOptions { Seed = seed, Latency = LatencyModel.LogNormal(TimeSpan.FromMilliseconds(50), 0.5) });
        using var client = OpenRouterChatClient.Create(new OpenRouterOptions { BaseUrl = simulator.BaseUrl.AbsoluteUri });
        var executor = new ParallelLlmExecutor(client, new() { MaxWorkers = Workers, RateLimit = 0, EnableCheckpointing = false });
        Func<ExecutionMetrics>? read = null;
        var finished = 0;
        List<(double Share, TimeSpan At, TimeSpan Left)> estimates = [];
        var result = await executor.ExecuteBatchAsync(
            Enumerable.Range(0, Tasks).Select(static i => new SimpleLlmTask($"task-{i}", $"Say {i}.")),
            "estimate",
            new BatchOptions
            {
                ExpectedTasks = Tasks,
                OnEvent = happened => read = happened is ExecutionEvent.BatchStarted started ? started.ReadMetrics : read,
                OnTaskCompleted = _ =>
                {
                    var share = (double)++finished / Tasks;
                    if (errors.ContainsKey(share) && read!() is { Remaining: { } left } metrics)
                    {
                        estimates.Add((share, metrics.Elapsed, left));
                    }
                },
            });
        foreach (var (share, at, left) in estimates)
        {
            var really = result.Metrics.Elapsed - at;
            errors[share].Add(Math.Abs((left - really) / really));
        }
    }
}
