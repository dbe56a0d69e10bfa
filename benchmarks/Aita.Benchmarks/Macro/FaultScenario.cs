namespace Aita.Benchmarks.Macro;

/// <summary>What failures cost in time.</summary>
internal static class FaultScenario
{
    private const int Tasks = 1000;
    private const int Workers = 20;
    private const double Latency = 0.1;

    public static async Task<Table> RunAsync()
    {
        var table = new Table(
            "Failures",
            $"10 % of the first attempts are answered 503; {Tasks:N0} tasks of 100 ms, {Workers} workers. The ideal is all requests, back to back.",
            "requests", "failed tasks", "time", "ideal", "ratio");
        await using var simulator = await SimulatorProcess.StartAsync("--latency-ms", "100", "--fail-first", "0.1");
        await Workload.WarmUpAsync(simulator);
        using var workload = Workload.Create(Tasks);
        await workload.RunAitaAsync(simulator.BaseUrl, "--rate-limit", "0", "--workers", $"{Workers}");
        var stats = await simulator.StatsAsync();
        var requests = stats.GetProperty("requests").GetInt64();
        var span = stats.GetProperty("span_ms").GetDouble() / 1000;
        var ideal = requests * Latency / Workers;
        table.Add(requests, Tasks - stats.GetProperty("succeeded").GetInt64(), $"{span:F3} s", $"{ideal:F3} s", $"{span / ideal:F3}");
        return table;
    }
}
