namespace Aita.Cli.JsonLines;

/// <summary>
/// Splits a stream of UTF-8 text into lines, one buffer for all. Lines end with LF or CR LF; a byte order mark at the start is dropped.
/// Not thread-safe.
/// </summary>
/// <param name="stream">The text. Not disposed.</param>
/// <param name="maxLineBytes">The longest line that is accepted.</param>
internal sealed class LineReader(Stream stream, int maxLineBytes = LineReader.DefaultMaxLineBytes)
{
    /// <summary>256 MiB: far more than any provider accepts in one request.</summary>
    public const int DefaultMaxLineBytes = 256 << 20;

    private byte[] _buffer = new byte[Math.Min(128 << 10, maxLineBytes)];
    private int _start;
    private int _scanned;
    private int _end;
    private bool _ended;

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Whether what is not read yet is there already, so that nobody has to wait for it: a file, not a pipe.</summary>
    public bool IsFile => stream.CanSeek;

    /// <summary>Takes the next line out of the buffer.</summary>
    /// <param name="line">The line without its end; valid until the next call on this reader.</param>
    /// <returns>False when <see cref="FillAsync"/> must be called first, or the text is over.</returns>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        var newLine = _buffer.AsSpan(_scanned.._end).IndexOf((byte)'\n');
        int lineEnd, next;
        if (newLine >= 0)
        {
            lineEnd = _scanned + newLine;
            next = lineEnd + 1;
        }
        else if (_ended && _start < _end)
        {
            lineEnd = next = _end;
        }
        else
        {
            _scanned = _end;
            line = default;
            return false;
        }

        line = _buffer.AsMemory(_start..lineEnd);
        if (LineNumber++ == 0 && line.Span.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        if (line.Length > 0 && line.Span[^1] == '\r')
        {
            line = line[..^1];
        }

        _start = _scanned = next;
        return true;
    }

    /// <summary>Reads more text.</summary>
    /// <returns>False when the text is over.</returns>
    /// <exception cref="CliException">A line is too long.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_ended)
        {
            return false;
        }

        MakeRoom();
        // WaitAsync: a terminal or pipe does not heed the token.
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).AsTask().WaitAsync(cancellationToken);
        _ended = read == 0;
        _end += read;
        return !_ended || _start < _end;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_scanned, _end, _start) = (_scanned - _start, _end - _start, 0);
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        if (_buffer.Length >= maxLineBytes)
        {
            throw new CliException($"Line {LineNumber + 1} is longer than {maxLineBytes} bytes: split it, or check that the input has one JSON object per line.");
        }

        Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, maxLineBytes));
    }
}
