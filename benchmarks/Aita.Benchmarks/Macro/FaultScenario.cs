namespace Aita.Benchmarks.Macro;

/// <summary>What failures cost in time.</summary>
internal static class FaultScenario
{
    private const int Tasks = 1000;
    private const int Workers = 20;
    private const double Latency = 0.1;
    private const int Runs = 5;

    public static async Task<Table> RunAsync()
    {
        var table = new Table(
            "Failures",
            $"10 % of the first attempts are answered 503; {Tasks:N0} tasks of 100 ms, {Workers} workers. The ideal is all requests, back to back. The median of {Runs} runs, and the best and the worst.",
            "requests", "failed tasks", "time", "ideal", "ratio", "best", "worst");
        await using var simulator = await SimulatorProcess.StartAsync("--latency-ms", "100", "--fail-first", "0.1");
        await Workload.WarmUpAsync(simulator);
        using var workload = Workload.Create(Tasks);
        var (times, requests, failed) = (new List<double>(), 0L, 0L);
        for (var run = 0; run < Runs; run++)
        {
            await simulator.ResetAsync();
            await workload.RunAitaAsync(simulator.BaseUrl, "--rate-limit", "0", "--workers", $"{Workers}");
            var stats = await simulator.StatsAsync();
            requests = stats.GetProperty("requests").GetInt64();
            failed += Tasks - stats.GetProperty("succeeded").GetInt64();
            times.Add(stats.GetProperty("span_ms").GetDouble() / 1000);
        }

        var ideal = requests * Latency / Workers; // the same in every run: which attempts fail depends on the requests
        var time = Median.Of(times);
        table.Add(requests, failed, $"{time:F3} s", $"{ideal:F3} s", $"{time / ideal:F3}", $"{times.Min() / ideal:F3}", $"{times.Max() / ideal:F3}");
        return table;
    }
}
