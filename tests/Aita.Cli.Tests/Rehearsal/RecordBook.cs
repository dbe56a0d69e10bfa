using Aita.Execution;

namespace Aita.Cli.Tests.Rehearsal;

/// <summary>
/// The records of one batch over several runs, in memory. A run can be killed in the middle of writing: then nothing is written any more and
/// whoever writes waits for ever, as in a process that is gone.
/// </summary>
internal sealed class RecordBook
{
    private readonly Lock _lock = new();
    private readonly List<CheckpointRecord> _records = [];
    private int _run;

    /// <summary>Whether the present run was killed.</summary>
    public bool IsDead { get; private set; }

    /// <summary>The present run is killed at this record; whether it is still written is chance.</summary>
    public int DieAt { get; set; } = int.MaxValue;

    public bool LastRecordIsLost { get; set; }

    public IReadOnlyList<CheckpointRecord> Records
    {
        get
        {
            lock (_lock)
            {
                return [.. _records];
            }
        }
    }

    public decimal Cost => Records.Sum(static record => record.Cost ?? 0);

    /// <summary>Requests of all runs.</summary>
    public long Requests => Records.Sum(static record => RequestTally.Of(record).Requests);

    /// <summary>What was reserved and not given back.</summary>
    public decimal Reserved => Records.Sum(static record => record.Reserved.Cost);

    /// <summary>Whether an answer that can be used is in one of the records that are meant. What cannot be used is recorded too, before it is read.</summary>
    public bool HasAnswer(Predicate<CheckpointRecord> isMeant)
    {
        lock (_lock)
        {
            return _records.Exists(record => HoldsAnswer(record) && isMeant(record));
        }
    }

    public static bool HoldsAnswer(CheckpointRecord record) => record is { Status: TaskOutcome.Succeeded, Answer.Text: PlannedTask.Good };

    /// <summary>Fits <see cref="ExecutionEnvironment.OpenCheckpoint"/>.</summary>
    public ValueTask<ICheckpointStore> OpenAsync(string name, bool resume, CancellationToken cancellationToken)
    {
        IsDead = false;
        return new(new Session(this, ++_run, [.. Records]));
    }

    private sealed class Session(RecordBook book, int run, CheckpointRecord[] earlier) : ICheckpointStore
    {
        private readonly Dictionary<string, CheckpointRecord> _last = earlier.Where(static record => record.Status != TaskOutcome.NotRun).GroupBy(static record => record.Id)
            .ToDictionary(static group => group.Key, static group => group.Last(), StringComparer.Ordinal);

        private int _written;

        public string Location => "memory";

        public int EarlierCount => _last.Count;

        public decimal EarlierCost => earlier.Sum(static record => record.Cost ?? 0);

        public RequestTally EarlierRequests => earlier.Aggregate(default(RequestTally), static (sum, record) => sum + RequestTally.Of(record));

        public CostReservation EarlierReserved => earlier.Aggregate(default(CostReservation), static (sum, record) => sum + record.Reserved);

        public ValueTask<CheckpointRecord?> FindAsync(string taskId, CancellationToken cancellationToken) => new(_last.GetValueOrDefault(taskId));

        public ValueTask<CheckpointRecord?> FindByKeyAsync(string taskKey, CancellationToken cancellationToken) =>
            new(earlier.LastOrDefault(record => record.Status == TaskOutcome.Succeeded && record.Key == taskKey));

        public ValueTask AppendAsync(CheckpointRecord record, CancellationToken cancellationToken)
        {
            lock (book._lock)
            {
                var dies = run == 1 && ++_written >= book.DieAt;
                if (!dies || (_written == book.DieAt && !book.LastRecordIsLost))
                {
                    book._records.Add(record);
                }

                book.IsDead |= dies;
                return dies ? new(new TaskCompletionSource().Task) : default;
            }
        }

        public ValueTask FlushAsync(CancellationToken cancellationToken) => default;

        public ValueTask DisposeAsync() => default;
    }
}
