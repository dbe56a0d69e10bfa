using Aita.Execution;
using Aita.Simulator;

namespace Aita.Benchmarks.Macro;

/// <summary>How close a batch comes to the shortest possible time when the sizes of its tasks are known and very different.</summary>
internal static class SizesScenario
{
    private const int Tasks = 100;
    private const int Rounds = 5;
    private const double MeanMilliseconds = 130;
    private const double Sigma = 1.2;

    public static async Task<Table> RunAsync()
    {
        var table = new Table(
            "Tasks of known size",
            $"{Tasks} tasks whose latencies are log-normal with mean {MeanMilliseconds} ms and sigma {Sigma}, ParallelLlmExecutor, no checkpoint. With LlmTask.SizeHint the longest starts first. " +
            $"The lower bound is the larger of the longest latency and the sum of all divided by the workers: no order is faster. Measured at the server; medians of {Rounds} rounds, in turn.",
            "workers", "order", "time", "lower bound", "ratio", "best", "worst");
        await using var simulator = await SimulatorProcess.StartProgramAsync(Paths.Self, "sizes-server");
        using var client = OpenRouterChatClient.Create(new OpenRouterOptions { BaseUrl = simulator.BaseUrl.AbsoluteUri });
        var sizes = Sizes();
        foreach (var workers in new[] { 5, 10 })
        {
            var bound = ScheduleBounds.LowerBound(sizes, workers);
            List<TimeSpan> hinted = [];
            List<TimeSpan> plain = [];
            for (var round = 0; round <= Rounds; round++)
            {
                var (with, without) = (await MeasureAsync(simulator, client, sizes, workers, hints: true), await MeasureAsync(simulator, client, sizes, workers, hints: false));
                if (round > 0)
                {
                    hinted.Add(with);
                    plain.Add(without);
                }
            }

            Add("longest first", hinted);
            Add("as in the list", plain);

            void Add(string order, List<TimeSpan> times)
            {
                times.Sort();
                table.Add(workers, order, $"{times[Rounds / 2].TotalSeconds:F3} s", $"{bound.TotalSeconds:F3} s", $"{times[Rounds / 2] / bound:F3}", $"{times[0] / bound:F3}", $"{times[^1] / bound:F3}");
            }
        }

        return table;
    }

    private static async Task<TimeSpan> MeasureAsync(SimulatorProcess simulator, OpenRouterChatClient client, IReadOnlyList<TimeSpan> sizes, int workers, bool hints)
    {
        await simulator.ResetAsync();
        var executor = new ParallelLlmExecutor(client, new() { MaxWorkers = workers, RateLimit = 0, EnableCheckpointing = false });
        var result = await executor.ExecuteBatchAsync(sizes.Select((size, i) => new SizedTask(i, size, hints)).ToList(), "sizes");
        return result.SuccessRate == 100
            ? TimeSpan.FromMilliseconds((await simulator.StatsAsync()).GetProperty("span_ms").GetDouble())
            : throw new InvalidOperationException($"A task failed: {result.FailedResults.First().Error}");
    }

    /// <summary>Whole milliseconds, the same ones in every run.</summary>
    private static TimeSpan[] Sizes()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Tasks).Select(_ => TimeSpan.FromMilliseconds(Math.Round(Math.Exp(Math.Log(MeanMilliseconds) - (Sigma * Sigma / 2) + (Sigma * Gaussian(random))))))];
    }

    private static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
