using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Aita.Execution;

/// <summary>
/// A checkpoint in one file: valid JSON after every append, appended to in O(1), locked against a second process while it is open.
/// See <see cref="CheckpointFormat"/> for its bytes and <see cref="CheckpointOpening"/> for how it is created, resumed and repaired.
/// </summary>
internal sealed class CheckpointFile : ICheckpointStore
{
    private readonly SafeFileHandle _handle;
    private readonly CheckpointIndex _earlier;
    private readonly CheckpointIndex _bought;
    private readonly GroupCommit _commit;
    private readonly DeviceFlush _flush;
    private readonly ConcurrentBag<RecordBuffer> _buffers = [];
    private RecordWindow? _window;
    private readonly int _interval;
    private int _unflushed;
    private long _writes;
    private long _flushedWrites;
    private int _isDisposed;

    /// <summary>Takes over a file that ends as it should.</summary>
    /// <param name="handle">The locked file.</param>
    /// <param name="location">Its path.</param>
    /// <param name="end">Offset after the last record.</param>
    /// <param name="interval">Flush after this many records.</param>
    /// <param name="scan">What earlier runs wrote; null for a new file.</param>
    public CheckpointFile(SafeFileHandle handle, string location, long end, int interval, CheckpointScan? scan)
    {
        _handle = handle;
        _interval = interval;
        _earlier = scan?.Index ?? new CheckpointIndex();
        _bought = scan?.Bought ?? new CheckpointIndex();
        _window = new RecordWindow(handle);
        Location = location;
        EarlierCost = scan?.Cost ?? 0;
        EarlierRequests = scan?.Requests ?? default;
        EarlierReserved = scan?.Reserved ?? default;
        _commit = new GroupCommit(
            (bytes, offset) => RandomAccess.Write(handle, bytes, offset), Close, Count, end, isFirst: scan is not { Records: > 0 }, location);
        _writes = scan is null or { IsTorn: true } ? 1 : 0;
        _flush = new DeviceFlush(FlushToDisk, e => _commit.Fail(FlushFailure(e)));
    }

    public string Location { get; }

    public int EarlierCount => _earlier.Count;

    public decimal EarlierCost { get; }

    public RequestTally EarlierRequests { get; }

    public CostReservation EarlierReserved { get; }

    public ValueTask<CheckpointRecord?> FindAsync(string taskId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        cancellationToken.ThrowIfCancellationRequested();
        return FindAsync(_earlier, taskId, static record => record.Id);
    }

    public ValueTask<CheckpointRecord?> FindByKeyAsync(string taskKey, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(taskKey);
        cancellationToken.ThrowIfCancellationRequested();
        return FindAsync(_bought, taskKey, static record => record.Key);
    }

    /// <inheritdoc/>
    /// <remarks>The token is not looked at: what has been paid for is recorded even when the batch is being cancelled.</remarks>
    public ValueTask AppendAsync(CheckpointRecord record, CancellationToken cancellationToken) => AppendAsync(record, out _);

    /// <summary>Adds a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="offset">Where it is, once it is written, for <see cref="ReadAt"/>.</param>
    public ValueTask AppendAsync(CheckpointRecord record, out long offset)
    {
        ArgumentNullException.ThrowIfNull(record);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        var buffer = _buffers.TryTake(out var pooled) ? pooled : new RecordBuffer();
        try
        {
            var bytes = buffer.Serialise(record);
            return bytes.Length <= CheckpointFormat.MaxRecordBytes ? _commit.AppendAsync(bytes, out offset) : throw new IOException(
                $"The record of task '{record.Id}' has {bytes.Length:N0} bytes; "
                + $"a checkpoint takes {CheckpointFormat.MaxRecordBytes:N0} at most.");
        }
        finally
        {
            buffer.Reset();
            _buffers.Add(buffer);
        }
    }

    /// <summary>Reads a record of this run. Others may be added meanwhile: these change what follows it, not the record.</summary>
    /// <returns>The record; null when there is none at the offset.</returns>
    public CheckpointRecord? ReadAt(long offset) => CheckpointRecordAt.Read(_handle, offset);

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        await _commit.DrainAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        await FlushDeviceAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        try
        {
            _commit.Fail(new ObjectDisposedException(nameof(CheckpointFile)));
            await _commit.DrainAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await FlushDeviceAsync().ConfigureAwait(false);
        }
        finally
        {
            _flush.Stop();
            if (Interlocked.Exchange(ref _window, null) is { } window)
            {
                await window.DisposeAsync().ConfigureAwait(false);
            }

            _handle.Dispose();
        }
    }

    private ValueTask<CheckpointRecord?> FindAsync(CheckpointIndex index, string wanted, Func<CheckpointRecord, string> nameOf) =>
        index.Count == 0 ? default : FindAsync(index, NameHash.Of(wanted), wanted, nameOf);

    private async ValueTask<CheckpointRecord?> FindAsync(CheckpointIndex index, ulong hash, string wanted, Func<CheckpointRecord, string> nameOf)
    {
        var probe = 0;
        while (index.TryNext(hash, ref probe, out var offset))
        {
            if (await ReadAsync(offset).ConfigureAwait(false) is { } record && string.Equals(nameOf(record), wanted, StringComparison.Ordinal))
            {
                return record;
            }
        }

        return null;
    }

    private async ValueTask<CheckpointRecord?> ReadAsync(long offset)
    {
        // The intake's loop is nearly always the only one that asks; whoever comes at the same time reads for itself.
        var window = Interlocked.Exchange(ref _window, null);
        if (window is null)
        {
            return CheckpointRecordAt.Read(_handle, offset);
        }

        try
        {
            return await window.ReadAsync(offset).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _window, window);
        }
    }

    private void FlushToDisk()
    {
        var writes = Volatile.Read(ref _writes);
        RandomAccess.FlushToDisk(_handle);
        Volatile.Write(ref _flushedWrites, writes);
    }

    private async Task FlushDeviceAsync()
    {
        if (Volatile.Read(ref _flushedWrites) == Volatile.Read(ref _writes))
        {
            return;
        }

        try
        {
            await _flush.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FlushFailure(e);
        }
    }

    private IOException FlushFailure(Exception e) => new(
        $"The checkpoint {Location} cannot be flushed to its device ({e.Message}). Check the disk, or choose another checkpoint folder, "
        + "and run the batch again: it resumes from what was saved.",
        e);

    // Called after every write, never twice at the same time.
    private void Count(int records)
    {
        Volatile.Write(ref _writes, _writes + 1);
        _unflushed += records;
        if (_unflushed >= _interval)
        {
            _unflushed = 0;
            _flush.Request();
        }
    }

    private void Close(long end)
    {
        RandomAccess.SetLength(_handle, end);
        RandomAccess.Write(_handle, CheckpointFormat.Tail, end);
    }
}
