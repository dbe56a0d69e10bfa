using Microsoft.Win32.SafeHandles;

namespace Aita.Execution;

/// <summary>
/// Reads records at their offsets, and keeps some blocks of the file around the latest ones: the records of neighbouring tasks are near each other,
/// and a system call for each of a million would take longer than all else. Records that are read in no order are read one by one. Not thread-safe.
/// </summary>
internal sealed class RecordWindow(SafeFileHandle handle)
{
    private const int BlockBytes = 64 * 1024;
    private const int Blocks = 8;

    private readonly byte[]?[] _bytes = new byte[Blocks][];
    private readonly long[] _numbers = new long[Blocks];
    private readonly int[] _lengths = new int[Blocks];
    private long _lastMissed = -Blocks;

    /// <summary>Reads the record that begins at an offset.</summary>
    /// <returns>The record; null when there is none.</returns>
    public CheckpointRecord? Read(long offset)
    {
        var number = offset / BlockBytes;
        var block = BlockOf(number, (int)(number % Blocks));
        var start = (int)(offset % BlockBytes);
        if (block.Length > start && block[start..] is var rest && rest.IndexOf((byte)'\n') is >= 0 and var length)
        {
            return CheckpointRecordReader.TryRead(rest[..length], out var record) ? record : null;
        }

        return CheckpointRecordAt.Read(handle, offset);
    }

    /// <returns>The block; empty when it is not kept and not worth reading.</returns>
    private ReadOnlySpan<byte> BlockOf(long number, int place)
    {
        if (_bytes[place] is not { } bytes || _numbers[place] != number)
        {
            var isNear = Math.Abs(number - _lastMissed) < Blocks;
            _lastMissed = number;
            if (!isNear)
            {
                return default;
            }

            bytes = _bytes[place] ??= GC.AllocateUninitializedArray<byte>(BlockBytes);
            _lengths[place] = RandomAccess.Read(handle, bytes, number * BlockBytes);
            _numbers[place] = number;
        }

        return bytes.AsSpan(0, _lengths[place]);
    }
}
