using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Aita.Execution;

/// <summary>Reads the record that begins at an offset.</summary>
internal static class CheckpointRecordAt
{
    private const int FirstBlockBytes = 2048;

    /// <summary>
    /// Reads a record. Synchronous on purpose: the scan that found the offset has just brought the file into memory, so this is a copy of
    /// some hundred bytes, ten times cheaper than handing it to another thread.
    /// </summary>
    /// <returns>The record; null when there is none at the offset.</returns>
    public static CheckpointRecord? Read(SafeFileHandle handle, long offset)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBlockBytes);
        try
        {
            var filled = 0;
            while (true)
            {
                var read = RandomAccess.Read(handle, buffer.AsSpan(filled), offset + filled);
                var newline = buffer.AsSpan(filled, read).IndexOf((byte)'\n');
                filled += read;
                if (newline >= 0 || read == 0)
                {
                    return CheckpointRecordReader.TryRead(buffer.AsSpan(0, filled), out var record) ? record : null;
                }

                if (filled == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 4);
                    buffer.AsSpan(0, filled).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
