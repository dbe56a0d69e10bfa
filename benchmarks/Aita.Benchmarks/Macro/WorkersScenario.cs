namespace Aita.Benchmarks.Macro;

/// <summary>How near the number of workers that a batch finds itself comes to fixed ones, when the provider has no limit.</summary>
internal static class WorkersScenario
{
    private const int Tasks = 5000;
    private const int Rounds = 3;
    private const string Auto = "auto";
    private static readonly string[] Settings = ["128", "256", "512", "1000", Auto];

    public static async Task<Table> RunAsync()
    {
        var table = new Table(
            "Workers that find themselves",
            $"A provider without limits; {Tasks:N0} tasks of 300 ms. --workers auto starts with 16 requests in flight and may have up to 1,000; after that it " +
            $"can only be as fast as that many. Measured at the server; medians of {Rounds} rounds, in turn.",
            "workers", "time", "tasks/s", "auto is so many times as fast");
        var times = Settings.ToDictionary(static setting => setting, static _ => new List<double>());
        await using var simulator = await SimulatorProcess.StartAsync("--latency-ms", "300");
        await Workload.WarmUpAsync(simulator);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var setting in Settings)
            {
                await simulator.ResetAsync();
                using var workload = Workload.Create(Tasks);
                await workload.RunAitaAsync(simulator.BaseUrl, "--rate-limit", "0", "--workers", setting);
                times[setting].Add((await simulator.StatsAsync()).GetProperty("span_ms").GetDouble() / 1000);
            }
        }

        var auto = Median.Of(times[Auto]);
        foreach (var setting in Settings)
        {
            var time = Median.Of(times[setting]);
            table.Add(setting, $"{time:F2} s", $"{Tasks / time:N0}", $"{time / auto:F2}");
        }

        return table;
    }
}
