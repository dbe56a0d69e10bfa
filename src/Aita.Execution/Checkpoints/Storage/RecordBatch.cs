using System.Buffers;

namespace Aita.Execution;

/// <summary>Records that go to the file in one write.</summary>
internal sealed class RecordBatch
{
    private const int KeptBytes = 1024 * 1024;
    private byte[] _bytes = [];
    private TaskCompletionSource? _waiters;

    /// <summary>Bytes of the records.</summary>
    public int Length { get; private set; }

    /// <summary>Number of records.</summary>
    public int Count { get; private set; }

    /// <summary>Completed when the batch is written.</summary>
    public TaskCompletionSource Waiters => _waiters ??= new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(ReadOnlySpan<byte> separator, ReadOnlySpan<byte> record)
    {
        Reserve(separator.Length + record.Length);
        separator.CopyTo(_bytes.AsSpan(Length));
        record.CopyTo(_bytes.AsSpan(Length + separator.Length));
        Length += separator.Length + record.Length;
        Count++;
    }

    /// <summary>The records and the closing line.</summary>
    public ReadOnlySpan<byte> BytesWithTail()
    {
        Reserve(CheckpointFormat.Tail.Length);
        CheckpointFormat.Tail.CopyTo(_bytes.AsSpan(Length));
        return _bytes.AsSpan(0, Length + CheckpointFormat.Tail.Length);
    }

    /// <summary>Empties the batch.</summary>
    /// <returns>Those who wait for what was in it; null when nobody does.</returns>
    public TaskCompletionSource? Reset()
    {
        var waiters = _waiters;
        (_waiters, Length, Count) = (null, 0, 0);
        if (_bytes.Length > KeptBytes)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }

        return waiters;
    }

    private void Reserve(int bytes)
    {
        var needed = checked(Length + bytes);
        if (needed <= _bytes.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Min(_bytes.Length * 2, Array.MaxLength)));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
