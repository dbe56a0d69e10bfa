using Microsoft.Win32.SafeHandles;

namespace Aita.Execution;

/// <summary>What a pass over a checkpoint file found. The last record of an id wins.</summary>
internal sealed class CheckpointScan
{
    private const int SampleRecords = 100;
    private readonly SafeFileHandle _handle;
    private bool _openForMore = true;

    private CheckpointScan(SafeFileHandle handle) => _handle = handle;

    /// <summary>What the first line is; nothing else is known unless it is valid.</summary>
    public HeaderState State { get; private set; }

    public CheckpointHeader? Header { get; private set; }

    /// <summary>The last record of every task.</summary>
    public CheckpointIndex Index { get; } = new();

    /// <summary>One record of every request that was bought with success, by its task key.</summary>
    public CheckpointIndex Bought { get; } = new();

    /// <summary>Records, superseded ones included.</summary>
    public int Records { get; private set; }

    /// <summary>Tasks whose last record is a success.</summary>
    public int Succeeded { get; private set; }

    /// <summary>Tasks whose last record is a failure.</summary>
    public int Failed { get; private set; }

    /// <summary>Cost in USD of all records, superseded ones included.</summary>
    public decimal Cost { get; private set; }

    /// <summary>What all records together reserved and did not give back.</summary>
    public CostReservation Reserved { get; private set; }

    /// <summary>Tokens of all records, superseded ones included.</summary>
    public TokenUsage Usage { get; private set; }

    /// <summary>Offset after the last record that belongs to the unbroken beginning of the file: where the closing line goes.</summary>
    public long End { get; private set; }

    /// <summary>Whether the file does not end as it should: a run was killed in the middle of a write, or the machine crashed.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>Whether there are complete records after damage, so that cutting the damage off would lose them.</summary>
    public bool HasRecordsAfterDamage { get; private set; }

    public static async Task<CheckpointScan> RunAsync(SafeFileHandle handle, CancellationToken cancellationToken)
    {
        var scan = new CheckpointScan(handle);
        using var lines = new CheckpointLines(handle);
        await lines.ReadAsync(cancellationToken).ConfigureAwait(false);
        scan.State = CheckpointFormat.ReadHeader(lines.Line.Span, lines.IsTerminated, out var header);
        scan.Header = header;
        scan.IsTorn = scan.State == HeaderState.Torn;
        if (scan.State != HeaderState.Valid)
        {
            return scan;
        }

        scan.End = lines.Line.Length;
        var closedAt = -1L;
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (RecordHeadReader.TryRead(lines.Line.Span, lines.IsTerminated, out var head))
            {
                scan.Add(head, lines.Offset);
                scan.Follow(lines, head, closedAt >= 0);
            }
            else if (lines.Line.Span.SequenceEqual("]}"u8) && closedAt < 0)
            {
                closedAt = lines.Offset;
            }
            else
            {
                scan.IsTorn = true;
            }
        }

        scan.IsTorn |= closedAt != scan.End + 1 || lines.Length != scan.End + CheckpointFormat.Tail.Length;
        return scan;
    }

    private void Follow(CheckpointLines lines, RecordHead head, bool afterEnd)
    {
        if (IsTorn || afterEnd || !_openForMore)
        {
            IsTorn = true;
            HasRecordsAfterDamage = true;
            return;
        }

        End = lines.Offset + head.Length;
        var rest = lines.Line.Span[head.Length..];
        _openForMore = rest.SequenceEqual(","u8);
        IsTorn = !_openForMore && !rest.IsEmpty;
    }

    private void Add(RecordHead head, long offset)
    {
        if (++Records == SampleRecords)
        {
            var expected = (int)Math.Min(RandomAccess.GetLength(_handle) / (offset / Records), int.MaxValue / 2);
            Index.Reserve(expected);
            Bought.Reserve(expected);
        }

        Cost += head.Cost ?? 0;
        Usage += head.Usage ?? default;
        Reserved += head.Reserved;
        if (head.Status == TaskOutcome.NotRun)
        {
            return;
        }

        Count(head.Status, 1);
        AddBought(head, offset);
        var probe = 0;
        while (Index.TryNext(head.IdHash, ref probe, out var earlier))
        {
            if (SupersedesAt(offset, earlier) is { } earlierStatus)
            {
                Count(earlierStatus, -1);
                Index.MoveTo(head.IdHash, probe, offset);
                return;
            }
        }

        Index.Add(head.IdHash, offset);
    }

    // One is enough: the same request bought a thousand times would make a chain of a thousand entries.
    private void AddBought(in RecordHead head, long offset)
    {
        var probe = 0;
        if (head is { Status: TaskOutcome.Succeeded, KeyHash: not 0 } && !Bought.TryNext(head.KeyHash, ref probe, out _))
        {
            Bought.Add(head.KeyHash, offset);
        }
    }

    private void Count(TaskOutcome status, int change)
    {
        Succeeded += status == TaskOutcome.Succeeded ? change : 0;
        Failed += status == TaskOutcome.Succeeded ? 0 : change;
    }

    /// <summary>Equal hashes are nearly always one id recorded twice; only the records themselves can tell.</summary>
    private TaskOutcome? SupersedesAt(long offset, long earlier)
    {
        var before = CheckpointRecordAt.Read(_handle, earlier);
        var now = CheckpointRecordAt.Read(_handle, offset);
        return string.Equals(before?.Id, now?.Id, StringComparison.Ordinal) ? before!.Status : null;
    }
}
