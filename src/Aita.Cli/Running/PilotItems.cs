using Aita.Execution;

namespace Aita.Cli.Running;

/// <summary>What the items of a pilot used; of those that an earlier run paid for, the checkpoint says so. Items that shared another one's answer used nothing, and say nothing.</summary>
internal static class PilotItems
{
    public static async Task<IReadOnlyList<PilotItem>> MeasureAsync(CommandRun run, IReadOnlyList<TaskResult> results)
    {
        var items = results.Where(static result => !result.FromCheckpoint && result.Attempts > 0)
            .Select(static result => new PilotItem(result.Cost, result.CallTime, result.Usage?.Total ?? 0, result.Attempts, result.Usage?.Input ?? 0)).ToList();
        var reused = results.Where(static result => result.FromCheckpoint).Select(static result => result.TaskId).ToHashSet(StringComparer.Ordinal);
        if (reused.Count == 0 || run.Checkpoint is not { } checkpoint)
        {
            return items;
        }

        var records = new List<CheckpointRecord>();
        await foreach (var record in new CheckpointManager(run.Settings.Execution.CheckpointDirectory).ReadRecordsAsync(checkpoint, CancellationToken.None))
        {
            if (reused.Contains(record.Id) && record.SharedWith is null)
            {
                records.Add(record);
            }
        }

        items.AddRange(records.GroupBy(static record => record.Id, StringComparer.Ordinal).Select(static all => ItemOf([.. all])));
        return items;
    }

    // An earlier request of that id may have been another one: only what was paid for this one counts.
    private static PilotItem ItemOf(List<CheckpointRecord> all)
    {
        var last = all[^1];
        var own = all.FindAll(record => string.Equals(record.Key, last.Key, StringComparison.Ordinal));
        return new PilotItem(
            own.Exists(static record => record.Cost is not null) ? own.Sum(static record => record.Cost) : null,
            last.Duration,
            own.Sum(static record => record.Usage?.Total ?? 0),
            Math.Max(1, last.Attempts),
            own.Sum(static record => record.Usage?.Input ?? 0));
    }
}
