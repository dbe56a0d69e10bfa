namespace Aita.Execution;

/// <summary>
/// The outcomes of one batch: what earlier runs recorded, and what this run adds. All members may be called from any thread at the same time.
/// Disposing flushes and releases the store.
/// </summary>
public interface ICheckpointStore : IAsyncDisposable
{
    /// <summary>Where the store is, for messages: a file path or a URL.</summary>
    string Location { get; }

    /// <summary>Tasks with a record from earlier runs.</summary>
    int EarlierCount { get; }

    /// <summary>Cost in USD of all records of earlier runs, superseded ones included.</summary>
    decimal EarlierCost { get; }

    /// <summary>The last record that an *earlier* run wrote for a task, or null. Completes synchronously when there is none.</summary>
    ValueTask<CheckpointRecord?> FindAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>Adds a record. When the returned task completes, the record has been written and a crash of this process cannot lose it.</summary>
    /// <exception cref="IOException">The record could not be written.</exception>
    ValueTask AppendAsync(CheckpointRecord record, CancellationToken cancellationToken);

    /// <summary>Writes everything to the device, so that a crash of the machine cannot lose it.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);
}
