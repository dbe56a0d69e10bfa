namespace Aita.Benchmarks.Macro;

/// <summary>What a task costs the client, beside a plain loop that does nothing but send.</summary>
internal static class OverheadScenario
{
    private const int Tasks = 20_000;
    private const int Workers = 64;
    private const int Rounds = 3;

    public static async Task<Table> RunAsync()
    {
        var table = new Table(
            "What a task costs",
            $"{Tasks:N0} tasks without latency, {Workers} workers, checkpoint on; whole processes, start-up included; medians of {Rounds} rounds, in turn. " +
            "The plain loop (HttpClient and Parallel.ForEachAsync) has no limits, retries, checkpoint, cost, order or resume.",
            "program", "tasks/s", "CPU per task", "peak memory", "CPU ratio");
        await using var simulator = await SimulatorProcess.StartAsync();
        using var workload = Workload.Create(Tasks);
        List<ProcessFigures> aita = [];
        List<ProcessFigures> plain = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var (a, p) = (await workload.RunAitaAsync(simulator.BaseUrl, "--rate-limit", "0", "--workers", $"{Workers}"),
                await workload.RunPlainLoopAsync(simulator.BaseUrl, Workers));
            if (round > 0)
            {
                aita.Add(a);
                plain.Add(p);
            }
        }

        var ratio = Median(aita.Zip(plain).Select(static pair => pair.First.CpuSeconds / pair.Second.CpuSeconds));
        Add("aita batch", aita, $"{ratio:F2}");
        Add("plain loop", plain, "1");
        return table;

        void Add(string program, List<ProcessFigures> runs, string ratioText) => table.Add(
            program, $"{Tasks / Median(runs.Select(static run => run.Wall.TotalSeconds)):N0}",
            $"{Median(runs.Select(static run => run.CpuSeconds)) / Tasks * 1e6:F0} µs",
            $"{Median(runs.Select(static run => (double)run.PeakMemory)) / 1e6:F0} MB", ratioText);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
