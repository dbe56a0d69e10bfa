using System.Diagnostics;
using Aita.Benchmarks.Macro;
using Aita.Execution;

namespace Aita.Benchmarks.Kills;

/// <summary>
/// Whether a run that is killed without warning loses or buys again what it had recorded: <c>aita batch</c> is killed at random moments and started
/// again until its batch is done, then another batch; and a checkpoint of such a run is cut at every byte.
/// </summary>
internal static class KillScenario
{
    private const int Tasks = 4000;
    private const int Workers = 16;
    private const int CutTasks = 20;

    /// <param name="times">How often a run is killed.</param>
    /// <param name="seed">Seed of the moments.</param>
    public static async Task<Table> RunAsync(int times, int seed)
    {
        var kills = new KillFigures();
        var random = new Random(seed);
        for (var batch = 0; kills.Kills < times; batch++)
        {
            await using var run = await KilledBatch.StartAsync(Tasks, Workers, batch);
            await run.RunAsync(kills, times, random);
        }

        var cuts = await CutAsync();
        var table = new Table(
            "Kills",
            $"aita batch, {Tasks:N0} tasks of 20 ms, {Workers} workers, killed with SIGKILL at {times} random moments (seed {seed}): a fifth of them before the first request, while it starts, reads its " +
            "checkpoint or repairs it. What the checkpoint holds after a kill must be there after the next, and must not be asked again. A checkpoint of " +
            $"{CutTasks} tasks is cut at every byte: every complete record must be found, and the file must go on.",
            "what", "figure");
        table.Add("kills", kills.Kills);
        table.Add("before the first request", kills.BeforeFirstRequest);
        table.Add("in the middle of a write of the checkpoint", kills.Torn);
        table.Add("batches completed, every task answered, output in order", kills.CompletedBatches);
        table.Add("records found after kills", $"{kills.Records:N0}");
        table.Add("**recorded and lost**", kills.Lost);
        table.Add("**recorded and bought again**", kills.BoughtTwice);
        table.Add($"in flight at a kill and so asked again, on average ({Workers} workers)", $"{(double)kills.InFlight / kills.Kills:F1}");
        table.Add("cuts of a checkpoint", $"{cuts.Cuts:N0}");
        table.Add("**complete records that a cut lost**", cuts.Lost);
        return kills.Lost + kills.BoughtTwice + cuts.Lost == 0 ? table : throw new InvalidOperationException(table.ToString());
    }

    private static async Task<(int Cuts, int Lost)> CutAsync()
    {
        await using var simulator = await SimulatorProcess.StartAsync();
        using var workload = Workload.Create(CutTasks);
        await workload.RunAitaAsync(simulator.BaseUrl, "--rate-limit", "0");
        var whole = await File.ReadAllBytesAsync(Directory.GetFiles(workload.Checkpoints)[0]);
        var ends = RecordEnds(whole);
        var folder = Directory.CreateTempSubdirectory("aita-cut-");
        var lost = 0;
        try
        {
            var manager = new CheckpointManager(folder.FullName);
            var name = new CheckpointManager(workload.Checkpoints).List()[0].Name;
            var path = Path.Combine(folder.FullName, Path.GetFileName(Directory.GetFiles(workload.Checkpoints)[0]));
            for (var cut = 0; cut <= whole.Length; cut++)
            {
                await File.WriteAllBytesAsync(path, whole.AsMemory(0, cut));
                await using var store = await manager.OpenAsync(name, resume: true, interval: int.MaxValue);
                lost += Math.Max(0, ends.Count(end => end <= cut) - store.EarlierCount);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return (whole.Length + 1, lost);
    }

    /// <summary>Offsets after the last brace of every record.</summary>
    private static List<int> RecordEnds(ReadOnlySpan<byte> file)
    {
        List<int> ends = [];
        var start = file.IndexOf((byte)'\n') + 1;
        while (file[start..].IndexOf((byte)'\n') is > 0 and var length)
        {
            var line = file.Slice(start, length);
            if (line[0] == '{')
            {
                ends.Add(start + line.TrimEnd((byte)',').Length);
            }

            start += length + 1;
        }

        Debug.Assert(ends.Count == CutTasks);
        return ends;
    }
}
