using Microsoft.Win32.SafeHandles;

namespace Aita.Execution;

/// <summary>
/// Reads records at their offsets, and keeps some blocks of the file around the latest ones: the records of neighbouring tasks are near each other,
/// and a system call for each of a million would take longer than all else. Where most records of a block are wanted, those of the next ones are read
/// on another thread meanwhile. Records that are read in no order are read one by one. One reader at a time.
/// </summary>
internal sealed class RecordWindow(SafeFileHandle handle) : IAsyncDisposable
{
    private const int Blocks = 16;
    private const int Ahead = 6;

    /// <summary>Blocks of which this much is wanted are followed by others like them.</summary>
    private const int MostOfABlock = RecordBlock.Bytes / 2;

    private readonly Place[] _places = [.. Enumerable.Range(0, Blocks).Select(static _ => new Place())];
    private long _lastMissed = -Blocks;

    /// <summary>Reads the record that begins at an offset.</summary>
    /// <returns>The record; null when there is none.</returns>
    public ValueTask<CheckpointRecord?> ReadAsync(long offset)
    {
        var number = offset / RecordBlock.Bytes;
        var start = (int)(offset % RecordBlock.Bytes);
        var place = _places[number % Blocks];
        if (place.Number != number && !TryFill(place, number))
        {
            return new(CheckpointRecordAt.Read(handle, offset));
        }

        if (place.Records is not { } records)
        {
            return new(ReadFrom(place, start) ?? CheckpointRecordAt.Read(handle, offset));
        }

        ReadOnFrom(place);
        return TakeAsync(place, records, start, offset);
    }

    /// <summary>Waits for what is being read, so that the file can be closed.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var place in _places)
        {
            await (place.Records ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    private async ValueTask<CheckpointRecord?> TakeAsync(Place place, Task<RecordBlock> records, int start, long offset)
    {
        if (!(await records.ConfigureAwait(false)).TryGet(start, out var record, out var length))
        {
            return CheckpointRecordAt.Read(handle, offset);
        }

        place.Wanted += length;
        return record;
    }

    private static CheckpointRecord? ReadFrom(Place place, int start)
    {
        var block = place.Bytes.AsSpan(0, place.Length);
        if (block.Length <= start || block[start..].IndexOf((byte)'\n') is not (>= 0 and var length))
        {
            return null;
        }

        place.Wanted += length;
        return CheckpointRecordReader.TryRead(block.Slice(start, length), out var record) ? record : null;
    }

    /// <returns>False when the block is not worth reading.</returns>
    private bool TryFill(Place place, long number)
    {
        var isNear = Math.Abs(number - _lastMissed) < Blocks;
        _lastMissed = number;
        if (!isNear)
        {
            return false;
        }

        place.Empty(number);
        place.Bytes ??= GC.AllocateUninitializedArray<byte>(RecordBlock.Bytes);
        place.Length = RandomAccess.Read(handle, place.Bytes, number * RecordBlock.Bytes);
        ReadOnFrom(place);
        return true;
    }

    /// <summary>Has the next blocks read when the one before was wanted.</summary>
    private void ReadOnFrom(Place place)
    {
        var before = _places[(place.Number + Blocks - 1) % Blocks];
        if (place.IsFollowed || before.Number != place.Number - 1 || before.Wanted < MostOfABlock)
        {
            return;
        }

        place.IsFollowed = true;
        _lastMissed = place.Number;
        for (var i = 1; i <= Ahead; i++)
        {
            var number = place.Number + i;
            var next = _places[number % Blocks];
            if (next.Number != number)
            {
                next.Empty(number);
                next.Records = Task.Run(() => RecordBlock.Read(handle, number));
            }
        }
    }

    /// <summary>A block: its bytes, or its records.</summary>
    private sealed class Place
    {
        public long Number { get; private set; } = -1;

        public byte[]? Bytes { get; set; }

        public int Length { get; set; }

        public Task<RecordBlock>? Records { get; set; }

        /// <summary>Bytes of the records that were asked for.</summary>
        public int Wanted { get; set; }

        public bool IsFollowed { get; set; }

        public void Empty(long number) => (Number, Length, Records, Wanted, IsFollowed) = (number, 0, null, 0, false);
    }
}
