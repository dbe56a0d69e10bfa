using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Aita.Execution;

/// <summary>Reads a file line by line through one pooled buffer that grows to the longest line. One reader, one thread at a time.</summary>
/// <param name="handle">The file.</param>
/// <param name="offset">Where the first line begins.</param>
/// <param name="blockBytes">Bytes to read at once.</param>
internal sealed class CheckpointLines(SafeFileHandle handle, long offset = 0, int blockBytes = 256 * 1024) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(blockBytes);
    private long _bufferOffset = offset;
    private int _start;
    private int _end;
    private int _searched;
    private bool _atEnd;
    private bool _isTooLong;

    /// <summary>Offset of the current line in the file.</summary>
    public long Offset { get; private set; }

    /// <summary>Offset of the next line.</summary>
    public long Next => _bufferOffset + _start;

    /// <summary>The current line without its end; valid until the next read. Empty when it is longer than any record can be.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Whether a line end followed the current line.</summary>
    public bool IsTerminated { get; private set; }

    /// <summary>Reads the next line.</summary>
    /// <returns>False at the end of the file.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        bool any;
        while (!TryTake(out any))
        {
            Fill(await RandomAccess.ReadAsync(handle, MakeRoom(), _bufferOffset + _end, cancellationToken).ConfigureAwait(false));
        }

        return any;
    }

    /// <summary>The same for a thread that has nothing else to do: a change of threads for every block would take longer than the block.</summary>
    public bool Read()
    {
        bool any;
        while (!TryTake(out any))
        {
            Fill(RandomAccess.Read(handle, MakeRoom().Span, _bufferOffset + _end));
        }

        return any;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        (_start, _end, _searched, _atEnd) = (0, 0, 0, true);
    }

    /// <param name="any">Whether there was a line; false at the end of the file.</param>
    /// <returns>False when more must be read first.</returns>
    private bool TryTake(out bool any)
    {
        var newline = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
        if (newline >= 0)
        {
            Take(_searched + newline, terminated: true);
            return any = true;
        }

        _searched = _end;
        any = _atEnd && _end > _start;
        if (_atEnd)
        {
            Take(_end, terminated: false);
        }

        return _atEnd;
    }

    private void Fill(int read)
    {
        _end += read;
        _atEnd = read == 0;
    }

    private void Take(int end, bool terminated)
    {
        Offset = _bufferOffset + _start;
        Line = _isTooLong ? default : _buffer.AsMemory(_start, end - _start);
        IsTerminated = terminated;
        _isTooLong = false;
        _start = _searched = terminated ? end + 1 : end;
    }

    /// <returns>Where the next bytes go, behind those that are there.</returns>
    private Memory<byte> MakeRoom()
    {
        var kept = _buffer.AsSpan(_start, _end - _start);
        if (kept.Length > CheckpointFormat.MaxRecordBytes)
        {
            _isTooLong = true;
            _start = _end;
        }
        else if (_start > 0)
        {
            kept.CopyTo(_buffer);
        }
        else if (kept.Length == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(checked(_buffer.Length * 2));
            kept.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        _bufferOffset += _start;
        _end -= _start;
        _searched -= _start;
        _start = 0;
        return _buffer.AsMemory(_end);
    }
}
