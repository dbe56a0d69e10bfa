using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Aita.Execution;

/// <summary>The records that begin in one block of a checkpoint file, all of them read. Immutable; thread-safe.</summary>
internal sealed class RecordBlock
{
    /// <summary>Where blocks begin: at multiples of this.</summary>
    public const int Bytes = 64 * 1024;

    /// <summary>The end of a block's last record is in the next one.</summary>
    private const int Beyond = 8 * 1024;

    private readonly List<int> _starts = [];
    private readonly List<CheckpointRecord?> _records = [];

    /// <summary>Reads a block. Where that fails, the block has no records: whoever wants one then reads it alone, and is told.</summary>
    public static RecordBlock Read(SafeFileHandle handle, long number)
    {
        var block = new RecordBlock();
        var buffer = ArrayPool<byte>.Shared.Rent(1 + Bytes + Beyond);
        try
        {
            // The byte before tells whether a line begins with the block; before the first block there is the header.
            var from = Math.Max(0, (number * Bytes) - 1);
            var read = RandomAccess.Read(handle, buffer.AsSpan(0, 1 + Bytes + Beyond), from);
            block.Read(buffer.AsSpan(0, read), (int)(from - (number * Bytes)));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // as said above
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return block;
    }

    /// <summary>Finds the record that begins at a place of the block.</summary>
    /// <param name="start">Bytes after the beginning of the block.</param>
    /// <param name="record">The record; null when what begins there is none.</param>
    /// <param name="length">Bytes up to the next record, or a little less for the last one.</param>
    /// <returns>False when nothing is known of that place.</returns>
    public bool TryGet(int start, out CheckpointRecord? record, out int length)
    {
        var at = _starts.BinarySearch(start);
        (record, length) = at < 0 ? (null, 0) : (_records[at], (at + 1 < _starts.Count ? _starts[at + 1] : Bytes) - start);
        return at >= 0;
    }

    private void Read(ReadOnlySpan<byte> bytes, int first)
    {
        var start = bytes.IndexOf((byte)'\n') + 1;
        while (start > 0 && first + start < Bytes)
        {
            var length = bytes[start..].IndexOf((byte)'\n');
            if (length < 0)
            {
                return; // longer than what has been read
            }

            _starts.Add(first + start);
            _records.Add(CheckpointRecordReader.TryRead(bytes.Slice(start, length), out var record) ? record : null);
            start += length + 1;
        }
    }
}
