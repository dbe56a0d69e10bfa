using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Aita.Cli.Ordering;

/// <summary>Reads a sorted run of lines from a file, one after another.</summary>
internal sealed class SpilledRun(SafeFileHandle handle, long start, long end)
{
    /// <summary>Bytes before each line: index and length.</summary>
    public const int HeaderBytes = sizeof(long) + sizeof(int);

    private const int ReadBytes = 64 << 10;

    private byte[] _buffer = [];
    private int _from;
    private int _to;
    private long _position = start;

    /// <summary>Index of the current line.</summary>
    public long Index { get; private set; }

    /// <summary>The current line; valid until the run moves on.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Moves to the next line.</summary>
    /// <returns>False at the end of the run.</returns>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        if (_from == _to && _position == end)
        {
            (_buffer, Line) = ([], default);
            return false;
        }

        await EnsureAsync(HeaderBytes, cancellationToken);
        Index = BinaryPrimitives.ReadInt64LittleEndian(_buffer.AsSpan(_from));
        var length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_from + sizeof(long)));
        await EnsureAsync(HeaderBytes + length, cancellationToken);
        Line = _buffer.AsMemory(_from + HeaderBytes, length);
        _from += HeaderBytes + length;
        return true;
    }

    private async ValueTask EnsureAsync(int count, CancellationToken cancellationToken)
    {
        if (_to - _from >= count)
        {
            return;
        }

        var room = _buffer.Length >= count ? _buffer : new byte[Math.Max(count, (int)Math.Min(ReadBytes, end - _position + _to - _from))];
        _buffer.AsSpan(_from.._to).CopyTo(room);
        (_buffer, _to, _from) = (room, _to - _from, 0);
        while (_to < count)
        {
            var wanted = (int)Math.Min(_buffer.Length - _to, end - _position);
            var read = await RandomAccess.ReadAsync(handle, _buffer.AsMemory(_to, wanted), _position, cancellationToken);
            if (read == 0)
            {
                throw new IOException("The temporary file of finished lines was cut short: is the disk full? Run the command again; it resumes.");
            }

            _to += read;
            _position += read;
        }
    }
}
