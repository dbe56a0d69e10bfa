namespace Aita.Execution;

/// <summary>
/// Gathers records that callers add at the same time into one positional write. The first caller writes at once, on its own thread; those who
/// come while it writes wait for the next write, which takes all of them. No lock is held over I/O. Thread-safe.
/// </summary>
internal sealed class GroupCommit : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly PositionalWrite _write;
    private readonly Action<long> _restore;
    private readonly Action<int> _written;
    private readonly string _location;
    private RecordBatch _waiting = new();
    private RecordBatch _inWriting = new();
    private bool _isWriting;
    private bool _isFirst;
    private long _end;
    private long _endOfAll; // once what waits is written too
    private Exception? _failure;

    /// <summary>Creates the writer of one file.</summary>
    /// <param name="write">Writes to the file.</param>
    /// <param name="restore">After a failed write: closes the file again at an offset, as well as it can.</param>
    /// <param name="written">Told after every write how many records it had; never twice at the same time.</param>
    /// <param name="end">Offset after the last record, where the closing line is.</param>
    /// <param name="isFirst">Whether the next record is the first of the file.</param>
    /// <param name="location">The file, for messages.</param>
    public GroupCommit(PositionalWrite write, Action<long> restore, Action<int> written, long end, bool isFirst, string location) =>
        (_write, _restore, _written, _end, _endOfAll, _isFirst, _location) = (write, restore, written, end, end, isFirst, location);

    /// <summary>Adds a record. Complete when it is written.</summary>
    /// <param name="record">Its bytes.</param>
    /// <param name="offset">Where it is, once it is written.</param>
    public ValueTask AppendAsync(ReadOnlySpan<byte> record, out long offset)
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                offset = 0;
                return ValueTask.FromException(_failure);
            }

            var separator = _isFirst ? "\n"u8 : ",\n"u8;
            _waiting.Add(separator, record);
            offset = _endOfAll + separator.Length;
            _endOfAll = offset + record.Length;
            _isFirst = false;
            if (_isWriting)
            {
                return new ValueTask(_waiting.Waiters.Task);
            }

            Begin();
        }

        return WriteBatch() is { } failure ? ValueTask.FromException(failure) : ValueTask.CompletedTask;
    }

    /// <summary>Completes when everything added so far is written, or has failed to be.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            return _waiting.Count > 0 ? _waiting.Waiters.Task : _isWriting ? _inWriting.Waiters.Task : Task.CompletedTask;
        }
    }

    /// <summary>Refuses all records from now on.</summary>
    /// <returns>The exception that they get: that of the first failure.</returns>
    public Exception Fail(Exception failure)
    {
        lock (_gate)
        {
            return _failure ??= failure;
        }
    }

    void IThreadPoolWorkItem.Execute() => WriteBatch();

    // Under the lock.
    private void Begin()
    {
        (_inWriting, _waiting) = (_waiting, _inWriting);
        _isWriting = true;
    }

    private IOException? WriteBatch()
    {
        var failure = TryWrite();
        var done = Finish(failure, out var refused, out var more);
        if (more)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        Complete(done, failure);
        Complete(refused, failure);
        return failure;
    }

    private IOException? TryWrite()
    {
        try
        {
            _write(_inWriting.BytesWithTail(), _end);
            _end += _inWriting.Length;
            _written(_inWriting.Count);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            TryRestore();
            return new IOException(
                $"The checkpoint {_location} cannot be written ({e.Message}). Free space on the disk, or choose another checkpoint folder, "
                + "and run the batch again: it resumes from what was saved.",
                e);
        }
    }

    private void TryRestore()
    {
        try
        {
            _restore(_end);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // The torn tail stays; the next opening repairs it.
        }
    }

    private TaskCompletionSource? Finish(Exception? failure, out TaskCompletionSource? refused, out bool more)
    {
        lock (_gate)
        {
            var done = _inWriting.Reset();
            refused = null;
            if (failure is not null)
            {
                _failure ??= failure;
                refused = _waiting.Reset();
            }

            more = _waiting.Count > 0;
            _isWriting = false;
            if (more)
            {
                Begin();
            }

            return done;
        }
    }

    private static void Complete(TaskCompletionSource? waiters, Exception? failure)
    {
        if (failure is null)
        {
            waiters?.SetResult();
        }
        else
        {
            waiters?.SetException(failure);
        }
    }
}

/// <summary>Writes bytes at an offset, all of them.</summary>
internal delegate void PositionalWrite(ReadOnlySpan<byte> bytes, long offset);
