namespace Aita.Benchmarks.Macro;

/// <summary>Whether memory stays flat as the input grows.</summary>
internal static class MemoryScenario
{
    private const int Runs = 3; // one run differs from the next by a tenth

    public static async Task<Table> RunAsync()
    {
        var table = new Table(
            "Memory",
            $"aita batch without latency, 64 workers, checkpoint on; peak resident memory of the whole process; of 20,000 and 200,000 tasks the run with the middle peak of {Runs}. Resume: the same command again when " +
            $"every task has its record, so that it reads the checkpoint and the input and writes the output; medians of {Runs}.",
            "tasks", "time", "tasks/s", "CPU per task", "checkpoint, bytes a task", "peak memory", "against 20,000", "resume", "its memory");
        await using var simulator = await SimulatorProcess.StartAsync();
        long first = 0;
        foreach (var tasks in new[] { 20_000, 200_000, 1_000_000 })
        {
            using var workload = Workload.Create(tasks);
            var runs = new List<ProcessFigures>();
            for (var i = 0; i < (tasks < 1_000_000 ? Runs : 1); i++)
            {
                await simulator.ResetAsync();
                runs.Add(await workload.RunAitaAsync(simulator.BaseUrl, "--rate-limit", "0", "--workers", "64"));
            }

            var run = runs.OrderBy(static run => run.PeakMemory).ElementAt(runs.Count / 2);
            var bytes = new FileInfo(Directory.GetFiles(workload.Checkpoints)[0]).Length;
            var resumed = new List<ProcessFigures>();
            for (var i = 0; i < Runs; i++)
            {
                resumed.Add(await MeasuredProcess.RunAsync(Paths.Aita, workload.BatchLine(simulator.BaseUrl, "--rate-limit", "0", "--workers", "64")));
            }

            var resume = Median.Of(resumed.Select(static again => again.Wall.TotalSeconds));
            var memory = Median.Of(resumed.Select(static again => (double)again.PeakMemory));
            first = first == 0 ? run.PeakMemory : first;
            table.Add($"{tasks:N0}", $"{run.Wall.TotalSeconds:F1} s", $"{tasks / run.Wall.TotalSeconds:N0}", $"{run.CpuSeconds / tasks * 1e6:F0} µs",
                $"{(double)bytes / tasks:F0}", $"{run.PeakMemory / 1e6:F0} MB", $"{(double)run.PeakMemory / first:F2}", $"{resume:F1} s", $"{memory / 1e6:F0} MB");
        }

        return table;
    }
}
