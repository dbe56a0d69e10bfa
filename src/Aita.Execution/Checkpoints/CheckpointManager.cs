using System.Runtime.CompilerServices;

namespace Aita.Execution;

/// <summary>The checkpoint files of one folder: opens, finds, lists, reads and deletes them. Thread-safe.</summary>
public sealed class CheckpointManager
{
    private readonly TimeProvider _time;

    /// <summary>Creates a manager.</summary>
    /// <param name="directory">The folder; made when the first checkpoint is.</param>
    /// <param name="time">The clock that names new files. Default: the system's.</param>
    public CheckpointManager(string directory, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        Directory = System.IO.Path.GetFullPath(directory);
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Full path of the folder.</summary>
    public string Directory { get; }

    /// <summary>Opens the checkpoint of a batch and locks it until it is disposed. A torn end is repaired.</summary>
    /// <param name="name">Name of the batch, any text that is not blank.</param>
    /// <param name="resume">Whether to go on with the newest file of that name, if there is one. Otherwise a new file is made.</param>
    /// <param name="interval">Flush to the device after this many records; at least 1.</param>
    /// <param name="cancellationToken">Stops the reading of a large file.</param>
    /// <exception cref="LlmException">The file is in use, is not a checkpoint of this version, or cannot be opened or made.</exception>
    public async Task<ICheckpointStore> OpenAsync(string name, bool resume, int interval, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, 1);
        return await CheckpointOpening.OpenAsync(Directory, name, resume, interval, _time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The newest file of a batch.</summary>
    /// <returns>Its path; null when there is none.</returns>
    public string? FindLatest(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return CheckpointOpening.FindLatest(Directory, name);
    }

    /// <summary>All checkpoint files, the newest first. Other files are left out.</summary>
    public IReadOnlyList<CheckpointInfo> List() => CheckpointListing.List(Directory);

    /// <summary>Reads what is in a file.</summary>
    /// <exception cref="LlmException">The file is in use by a running batch, or is not a checkpoint of this version.</exception>
    public async Task<CheckpointSummary> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        using var handle = CheckpointOpening.TryOpen(path, FileAccess.Read, FileShare.Read) ?? throw CheckpointOpening.InUse(path);
        var scan = await CheckpointScan.RunAsync(handle, cancellationToken).ConfigureAwait(false);
        if (scan.State is HeaderState.Foreign or HeaderState.OtherVersion)
        {
            throw CheckpointOpening.NotOurs(path, scan.State);
        }

        var named = CheckpointName.Parse(System.IO.Path.GetFileName(path));
        var createdAt = scan.Header?.CreatedAt ?? named?.CreatedAt ?? default;
        return new(path, scan.Header?.Name ?? named?.Safe ?? "", createdAt, RandomAccess.GetLength(handle))
        {
            Records = scan.Records,
            Succeeded = scan.Succeeded,
            Failed = scan.Failed,
            Requests = scan.Requests,
            Cost = scan.Cost,
            Reserved = scan.Reserved,
            Usage = scan.Usage,
            IsTorn = scan.IsTorn,
        };
    }

    /// <summary>Reads the outcomes in a file one by one, in the order in which they were written; damaged records are left out, and those of requests that are no outcome.</summary>
    /// <exception cref="LlmException">The file is in use by a running batch, or cannot be opened.</exception>
    public async IAsyncEnumerable<CheckpointRecord> ReadRecordsAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        using var handle = CheckpointOpening.TryOpen(path, FileAccess.Read, FileShare.Read) ?? throw CheckpointOpening.InUse(path);
        using var lines = new CheckpointLines(handle);
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (CheckpointRecordReader.TryRead(lines.Line.Span, out var record) && record.Status != TaskOutcome.NotRun)
            {
                yield return record;
            }
        }
    }

    /// <summary>Deletes all but the newest files of every batch. A file in use is never deleted.</summary>
    /// <param name="keep">Files to keep of each name.</param>
    /// <param name="dryRun">True to only say what would be deleted.</param>
    /// <returns>The paths of the files that were, or would be, deleted.</returns>
    public IReadOnlyList<string> Clean(int keep, bool dryRun = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        return [.. List()
            .GroupBy(info => info.Name, StringComparer.Ordinal)
            .SelectMany(batch => batch.Skip(keep))
            .Where(info => CheckpointListing.TryDelete(info.Path, dryRun))
            .Select(info => info.Path)];
    }
}
