namespace Aita.Execution;

/// <summary>
/// The outcomes of one batch: what earlier runs recorded, and what this run adds. All members may be called from any thread at the same time.
/// Disposing flushes and releases the store.
/// </summary>
public interface ICheckpointStore : IAsyncDisposable
{
    /// <summary>Where the store is, for messages: a file path or a URL.</summary>
    string Location { get; }

    /// <summary>Tasks with an outcome from earlier runs.</summary>
    int EarlierCount { get; }

    /// <summary>Cost in USD of all records of earlier runs, superseded ones included.</summary>
    decimal EarlierCost { get; }

    /// <summary>Requests of earlier runs: the sum of <see cref="RequestTally.Of(CheckpointRecord, CheckpointRecord?)"/> over all records.</summary>
    RequestTally EarlierRequests { get; }

    /// <summary>What earlier runs reserved for requests whose cost nobody knows: the sum of <see cref="CheckpointRecord.Reserved"/>.</summary>
    CostReservation EarlierReserved { get; }

    /// <summary>The last outcome that an *earlier* run recorded for a task, or null; records of <see cref="TaskOutcome.NotRun"/> are none. Completes synchronously when there is none.</summary>
    ValueTask<CheckpointRecord?> FindAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>
    /// The last success that *earlier* runs bought with a request, whatever the id of the task was, or null: what has been paid for is found again when
    /// ids have changed, or when the task that shared the answer was not recorded yet. The last, since an answer is recorded before it is read: one
    /// that could not be used comes before the one that could. Completes synchronously when there is none.
    /// </summary>
    /// <param name="taskKey">The key of the request, see <see cref="CheckpointRecord.Key"/>; not empty.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    ValueTask<CheckpointRecord?> FindByKeyAsync(string taskKey, CancellationToken cancellationToken);

    /// <summary>Adds a record. When the returned task completes, the record has been written and a crash of this process cannot lose it.</summary>
    /// <exception cref="IOException">The record could not be written.</exception>
    ValueTask AppendAsync(CheckpointRecord record, CancellationToken cancellationToken);

    /// <summary>Writes everything to the device, so that a crash of the machine cannot lose it.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);
}
