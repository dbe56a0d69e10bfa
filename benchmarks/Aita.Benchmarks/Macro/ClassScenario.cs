namespace Aita.Benchmarks.Macro;

/// <summary>How near `aita run` comes to the fastest that its calls allow, from scans to marks, on a class with planted trouble.</summary>
internal static class ClassScenario
{
    private const int Rounds = 5;
    private const int Workers = 10;

    public static async Task<Table> RunAsync()
    {
        var table = new Table(
            "A class from scans to marks",
            $"aita run on an invented class of 30 with 4 pages each, of every kind of scan and with planted trouble; every call takes 0.8 s. Time from the first request to " +
            $"the last answer at a server that is warm, against what {Workers} workers need for the same calls without a pause. The median of {Rounds} runs, and the best and the worst.",
            "calls", "workers", "time", "bound", "of the bound", "best", "worst", "CPU", "peak memory");
        var folder = Directory.CreateTempSubdirectory("aita-benchmark-");
        try
        {
            var exam = Path.Combine(folder.FullName, "midterm");
            await MeasuredProcess.RunAsync(Paths.Samples, ["class", exam]);
            await using var simulator = await SimulatorProcess.StartAsync("--latency-ms", "800", "--reading-noise", "0", "--truth", Path.Combine(exam, "truth.json"));
            await RunAsync(simulator, exam, Path.Combine(folder.FullName, "warm-up"));
            var runs = new List<(MeasuredSchedule Schedule, ProcessFigures Figures)>();
            for (var round = 0; round < Rounds; round++)
            {
                runs.Add(await RunAsync(simulator, exam, Path.Combine(folder.FullName, $"round-{round}")));
            }

            runs.Sort(static (a, b) => a.Schedule.Span.CompareTo(b.Schedule.Span));
            var (schedule, figures) = runs[Rounds / 2];
            table.Add((await simulator.LatenciesAsync()).Count, Workers, $"{schedule.Span.TotalSeconds:F1} s", $"{schedule.LowerBound.TotalSeconds:F1} s", Share(schedule), Share(runs[0].Schedule),
                Share(runs[^1].Schedule), $"{figures.CpuSeconds:F0} s", $"{figures.PeakMemory / 1_000_000} MB");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return table;
    }

    private static string Share(MeasuredSchedule schedule) => $"{100 * (schedule.LowerBound / schedule.Span):F1} %";

    /// <summary>Runs on a copy of the class, from the beginning.</summary>
    private static async Task<(MeasuredSchedule Schedule, ProcessFigures Figures)> RunAsync(SimulatorProcess simulator, string exam, string data)
    {
        Copy(exam, Path.Combine(data, "midterm"));
        await simulator.ResetAsync();
        var figures = await MeasuredProcess.RunAsync(Paths.Aita,
        [
            "run", "--assignment", "midterm", "--data-dir", data, "--checkpoint-dir", Path.Combine(data, "checkpoints"), "--base-url", simulator.BaseUrl.AbsoluteUri,
            "--rate-limit", "0", "--workers", $"{Workers}", "--progress", "none", "--yes", Path.Combine(data, "midterm", "scans"),
        ]);
        return (await MeasuredSchedule.ReadAsync(simulator, Workers), figures);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
