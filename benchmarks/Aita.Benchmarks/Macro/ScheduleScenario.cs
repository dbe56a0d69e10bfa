namespace Aita.Benchmarks.Macro;

/// <summary>How close a batch comes to the perfect schedule of the same latencies.</summary>
internal static class ScheduleScenario
{
    private const int Runs = 5;

    public static async Task<Table> RunAsync()
    {
        var table = new Table(
            "Against the perfect schedule",
            "Log-normal latency, mean 130 ms, sigma 0.5, seeded per request. Time from the first request to the last answer at the server; " +
            "the perfect schedule starts every request the moment a worker is free, in order. With more than one worker the median of 5 runs. " +
            "In turn with them, the plain HttpClient loop of *What a task costs*: what the network and the server take, no client can win.",
            "tasks", "workers", "time", "perfect", "ratio", "HttpClient loop", "lower bound", "speed-up", "ideal speed-up");
        await using var simulator = await SimulatorProcess.StartAsync("--latency-ms", "130", "--sigma", "0.5");
        await Workload.WarmUpAsync(simulator);
        foreach (var tasks in new[] { 20, 100 })
        {
            TimeSpan alone = default;
            foreach (var workers in new[] { 1, 5, 10 })
            {
                var (schedule, loop) = await MeasureAsync(simulator, tasks, workers);
                alone = workers == 1 ? schedule.Span : alone;
                table.Add(tasks, workers, $"{schedule.Span.TotalSeconds:F3} s", $"{schedule.Perfect.TotalSeconds:F3} s", $"{schedule.Ratio:F3}", $"{loop.Ratio:F3}",
                    $"{schedule.LowerBound.TotalSeconds:F3} s", $"{alone / schedule.Span:F2}", $"{schedule.Alone / schedule.Perfect:F2}");
            }
        }

        return table;
    }

    private static async Task<(MeasuredSchedule Aita, MeasuredSchedule Loop)> MeasureAsync(SimulatorProcess simulator, int tasks, int workers)
    {
        var (aita, loop) = (new List<MeasuredSchedule>(), new List<MeasuredSchedule>());
        for (var run = 0; run < (workers == 1 ? 1 : Runs); run++)
        {
            using var workload = Workload.Create(tasks);
            await simulator.ResetAsync();
            await workload.RunAitaAsync(simulator.BaseUrl, "--rate-limit", "0", "--workers", $"{workers}");
            aita.Add(await MeasuredSchedule.ReadAsync(simulator, workers));
            await simulator.ResetAsync();
            await workload.RunRivalAsync("plain-loop", simulator.BaseUrl, workers);
            loop.Add(await MeasuredSchedule.ReadAsync(simulator, workers));
        }

        return (Middle(aita), Middle(loop));
    }

    private static MeasuredSchedule Middle(List<MeasuredSchedule> runs) => runs.OrderBy(static run => run.Ratio).ElementAt(runs.Count / 2);
}
