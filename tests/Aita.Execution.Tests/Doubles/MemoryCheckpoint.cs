namespace Aita.Execution.Tests.Doubles;

/// <summary>The records of one batch in memory, over any number of runs. Can be told to fail.</summary>
internal sealed class MemoryCheckpoint
{
    private readonly Lock _lock = new();
    private readonly List<CheckpointRecord> _records = [];

    /// <summary>Every record of every run, in order.</summary>
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

    public Func<CheckpointRecord, Exception?>? FailAppend { get; set; }

    /// <summary>How long a write takes.</summary>
    public Func<Task>? DelayAppend { get; set; }

    public Exception? FailFind { get; set; }

    public Exception? FailDispose { get; set; }

    /// <summary>Adds a record of an earlier run.</summary>
    public void Add(CheckpointRecord record)
    {
        lock (_lock)
        {
            _records.Add(record);
        }
    }

    /// <summary>Fits <see cref="ExecutionEnvironment.OpenCheckpoint"/>.</summary>
    public ValueTask<ICheckpointStore> OpenAsync(string name, bool resume, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(new Session(this, resume ? [.. _records] : []));
        }
    }

    private sealed class Session(MemoryCheckpoint all, List<CheckpointRecord> earlier) : ICheckpointStore
    {
        private readonly Dictionary<string, CheckpointRecord> _earlier =
            earlier.Where(record => record.Status != TaskOutcome.NotRun).GroupBy(record => record.Id).ToDictionary(group => group.Key, group => group.Last());

        private bool _disposed;

        public string Location => "memory";

        public int EarlierCount => _earlier.Count;

        public decimal EarlierCost => earlier.Sum(record => record.Cost ?? 0);

        public RequestTally EarlierRequests => earlier.Aggregate(default(RequestTally), static (sum, record) => sum + RequestTally.Of(record));

        public CostReservation EarlierReserved => earlier.Aggregate(default(CostReservation), (sum, record) => sum + record.Reserved);

        public ValueTask<CheckpointRecord?> FindAsync(string taskId, CancellationToken cancellationToken) =>
            all.FailFind is { } failure ? throw failure : new(_earlier.GetValueOrDefault(taskId));

        public ValueTask<CheckpointRecord?> FindByKeyAsync(string taskKey, CancellationToken cancellationToken) =>
            new(earlier.FindLast(record => record.Status == TaskOutcome.Succeeded && record.Key == taskKey));

        public async ValueTask AppendAsync(CheckpointRecord record, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            await (all.DelayAppend?.Invoke() ?? Task.CompletedTask);
            if (all.FailAppend?.Invoke(record) is { } failure)
            {
                throw failure;
            }

            lock (all._lock)
            {
                all._records.Add(record);
            }
        }

        public ValueTask FlushAsync(CancellationToken cancellationToken) => default;

        public ValueTask DisposeAsync()
        {
            _disposed = true;
            return all.FailDispose is { } failure ? throw failure : default;
        }
    }
}
