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

    /// <summary>The last record of every request that was bought with success, by its task key.</summary>
    public CheckpointIndex Bought { get; } = new();

    /// <summary>Records, superseded ones included.</summary>
    public int Records { get; private set; }

    /// <summary>Tasks whose last record is a success.</summary>
    public int Succeeded { get; private set; }

    /// <summary>Tasks whose last record is a failure.</summary>
    public int Failed { get; private set; }

    /// <summary>Requests of all records, superseded ones included.</summary>
    public RequestTally Requests { get; private set; }

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
        if (await scan.ReadHeaderAsync(cancellationToken).ConfigureAwait(false) is not { } records)
        {
            return scan;
        }

        var closedAt = -1L;
        await foreach (var piece in FilePiece.ReadAllAsync(handle, records, cancellationToken).ConfigureAwait(false))
        {
            scan.Requests += piece.Requests;
            scan.Cost += piece.Cost;
            scan.Usage += piece.Usage;
            scan.Reserved += piece.Reserved;
            foreach (var line in piece.Lines)
            {
                if (line.Kind is LineKind.Record or LineKind.LastRecord or LineKind.RecordAndMore)
                {
                    scan.Add(line);
                    scan.Follow(line, closedAt >= 0);
                }
                else if (line.Kind == LineKind.Tail && closedAt < 0)
                {
                    closedAt = line.Offset;
                }
                else
                {
                    scan.IsTorn = true;
                }
            }
        }

        scan.IsTorn |= closedAt != scan.End + 1 || RandomAccess.GetLength(handle) != scan.End + CheckpointFormat.Tail.Length;
        return scan;
    }

    /// <returns>Where the records begin; null when there can be none.</returns>
    private async Task<long?> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        using var lines = new CheckpointLines(_handle);
        await lines.ReadAsync(cancellationToken).ConfigureAwait(false);
        State = CheckpointFormat.ReadHeader(lines.Line.Span, lines.IsTerminated, out var header);
        Header = header;
        IsTorn = State == HeaderState.Torn;
        End = State == HeaderState.Valid ? lines.Line.Length : 0;
        return State == HeaderState.Valid ? lines.Next : null;
    }

    private void Follow(in LineHead line, bool afterEnd)
    {
        if (IsTorn || afterEnd || !_openForMore)
        {
            IsTorn = true;
            HasRecordsAfterDamage = true;
            return;
        }

        End = line.Offset + line.Length;
        _openForMore = line.Kind == LineKind.Record;
        IsTorn = line.Kind == LineKind.RecordAndMore;
    }

    private void Add(in LineHead record)
    {
        if (++Records == SampleRecords)
        {
            var expected = (int)Math.Min(RandomAccess.GetLength(_handle) / (record.Offset / Records), int.MaxValue / 2);
            Index.Reserve(expected);
            Bought.Reserve(expected);
        }

        if (record.Status == TaskOutcome.NotRun)
        {
            return;
        }

        Count(record.Status, 1);
        AddBought(record);
        var probe = 0;
        while (Index.TryNext(record.IdHash, ref probe, out var earlier))
        {
            if (SupersedesAt(record.Offset, earlier, out var now) is { } before)
            {
                Count(before.Status, -1);
                Index.MoveTo(record.IdHash, probe, record.Offset);
                Requests += record.Uncounted is null ? default : RequestTally.Of(now!, before);
                return;
            }
        }

        Index.Add(record.IdHash, record.Offset);
        Requests += record.Uncounted is not { } attempts ? default
            : record.Status != TaskOutcome.Succeeded && CheckpointRecordAt.Read(_handle, record.Offset) is { } failed ? RequestTally.Of(failed)
            : RequestTally.Of(attempts, attempts, FailureCounts.None);
    }

    // One is enough: the same request bought a thousand times would make a chain of a thousand entries. The last one: an answer that could not be
    // read was recorded before the one that could.
    private void AddBought(in LineHead record)
    {
        var probe = 0;
        if (record is not { Status: TaskOutcome.Succeeded, KeyHash: not 0 })
        {
            return;
        }

        if (Bought.TryNext(record.KeyHash, ref probe, out _))
        {
            Bought.MoveTo(record.KeyHash, probe, record.Offset);
        }
        else
        {
            Bought.Add(record.KeyHash, record.Offset);
        }
    }

    private void Count(TaskOutcome status, int change)
    {
        Succeeded += status == TaskOutcome.Succeeded ? change : 0;
        Failed += status == TaskOutcome.Succeeded ? 0 : change;
    }

    /// <summary>Equal hashes are nearly always one id recorded twice; only the records themselves can tell.</summary>
    /// <returns>The earlier record, when it is one of the same task.</returns>
    private CheckpointRecord? SupersedesAt(long offset, long earlier, out CheckpointRecord? now)
    {
        var before = CheckpointRecordAt.Read(_handle, earlier);
        now = CheckpointRecordAt.Read(_handle, offset);
        return string.Equals(before?.Id, now?.Id, StringComparison.Ordinal) ? before : null;
    }
}
