using Aita.Simulator;

namespace Aita.Benchmarks.Macro;

/// <summary>How close a batch comes to the perfect schedule of the same latencies.</summary>
internal static class ScheduleScenario
{
    public static async Task<Table> RunAsync()
    {
        var table = new Table(
            "Against the perfect schedule",
            "Log-normal latency, mean 130 ms, sigma 0.5, seeded per request. Time from the first request to the last answer at the server; " +
            "the perfect schedule starts every request the moment a worker is free, in order.",
            "tasks", "workers", "time", "perfect", "ratio", "lower bound", "speed-up", "ideal speed-up");
        await using var simulator = await SimulatorProcess.StartAsync("--latency-ms", "130", "--sigma", "0.5");
        await Workload.WarmUpAsync(simulator);
        foreach (var tasks in new[] { 20, 100 })
        {
            TimeSpan alone = default;
            foreach (var workers in new[] { 1, 5, 10 })
            {
                using var workload = Workload.Create(tasks);
                await simulator.ResetAsync();
                await workload.RunAitaAsync(simulator.BaseUrl, "--rate-limit", "0", "--workers", $"{workers}");
                var span = TimeSpan.FromMilliseconds((await simulator.StatsAsync()).GetProperty("span_ms").GetDouble());
                var latencies = await simulator.LatenciesAsync();
                var perfect = ScheduleBounds.PerfectFifo(latencies, workers);
                alone = workers == 1 ? span : alone;
                table.Add(tasks, workers, $"{span.TotalSeconds:F3} s", $"{perfect.TotalSeconds:F3} s", $"{span / perfect:F3}",
                    $"{ScheduleBounds.LowerBound(latencies, workers).TotalSeconds:F3} s", $"{alone / span:F2}",
                    $"{ScheduleBounds.PerfectFifo(latencies, 1) / perfect:F2}");
            }
        }

        return table;
    }
}
