using System.Runtime.CompilerServices;
using Aita.Execution;

namespace Aita.Cli.Commands;

/// <summary>
/// The last outcome that a checkpoint holds of each task: one may fail and succeed later, and be asked again when its request has changed.
/// </summary>
internal static class LastOutcomes
{
    /// <summary>Reads them in the order in which they were recorded. The file is read twice, so that no answers are held in memory.</summary>
    /// <param name="folder">The folder of checkpoints.</param>
    /// <param name="path">The checkpoint.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<CheckpointRecord> ReadAsync(
        CheckpointManager folder, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        var number = 0L;
        await foreach (var record in folder.ReadRecordsAsync(path, cancellationToken))
        {
            last[record.Id] = ++number;
        }

        number = 0;
        await foreach (var record in folder.ReadRecordsAsync(path, cancellationToken))
        {
            if (last.GetValueOrDefault(record.Id) == ++number)
            {
                yield return record;
            }
        }
    }
}
