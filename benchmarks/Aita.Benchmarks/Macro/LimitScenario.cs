namespace Aita.Benchmarks.Macro;

/// <summary>How well a limit is used, told and untold.</summary>
internal static class LimitScenario
{
    private const int Tasks = 1000;
    private const double Limit = 50;

    public static async Task<Table> RunAsync()
    {
        var table = new Table(
            "Rate limits",
            $"The provider allows {Limit:F0} requests per second; {Tasks:N0} tasks of 100 ms, 64 workers or auto. Told: --rate-limit 50. Untold: " +
            "--rate-limit 0, Retry-After: 1. The ideal sends the burst that the provider allows at once and then exactly its rate.",
            "limit", "workers", "provider's burst", "succeeded", "refused (429)", "time", "ideal", "ratio", "share of the limit used");
        await RunAsync(table, "told", "64", 50, "--rate-limit", "50");
        await RunAsync(table, "untold", "64", 50, "--rate-limit", "0");
        await RunAsync(table, "untold", "64", 10, "--rate-limit", "0");
        await RunAsync(table, "untold", "auto", 10, "--rate-limit", "0");
        return table;
    }

    private static async Task RunAsync(Table table, string name, string workers, int burst, params string[] options)
    {
        await using var simulator = await SimulatorProcess.StartAsync(
            "--latency-ms", "100", "--rate-limit", "50", "--burst", $"{burst}", "--retry-after", "1");
        using var workload = Workload.Create(Tasks);
        await workload.RunAitaAsync(simulator.BaseUrl, ["--workers", workers, .. options]);
        var stats = await simulator.StatsAsync();
        var arrivals = stats.GetProperty("arrival_span_ms").GetDouble() / 1000;
        var span = stats.GetProperty("span_ms").GetDouble() / 1000;
        var ideal = ((Tasks - burst) / Limit) + 0.1;
        table.Add(name, workers, burst, stats.GetProperty("succeeded").GetInt64(), stats.GetProperty("rate_limited").GetInt64(), $"{span:F2} s", $"{ideal:F2} s",
            $"{span / ideal:F3}", $"{(Tasks - 1) / arrivals / Limit:P1}");
    }
}
