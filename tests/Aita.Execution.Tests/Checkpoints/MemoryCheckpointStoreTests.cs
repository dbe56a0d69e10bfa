using System.Collections.Concurrent;

namespace Aita.Execution.Tests.Checkpoints;

/// <summary>The contract is kept by a store that has nothing to do with files: it asks for nothing that only a file has.</summary>
public sealed class MemoryCheckpointStoreTests : CheckpointStoreContract
{
    private readonly ConcurrentQueue<CheckpointRecord> _records = [];

    private protected override Task<ICheckpointStore> OpenAsync() => Task.FromResult<ICheckpointStore>(new MemoryStore(_records));

    private sealed class MemoryStore(ConcurrentQueue<CheckpointRecord> records) : ICheckpointStore
    {
        private readonly CheckpointRecord[] _earlier = [.. records];
        private bool _isDisposed;

        public string Location => "memory";

        public int EarlierCount => _earlier.Where(record => record.Status != TaskOutcome.NotRun).Select(record => record.Id).Distinct().Count();

        public decimal EarlierCost => _earlier.Sum(record => record.Cost ?? 0);

        public RequestTally EarlierRequests => _earlier.Aggregate(default(RequestTally), static (sum, record) => sum + RequestTally.Of(record));

        public CostReservation EarlierReserved => _earlier.Aggregate(default(CostReservation), (sum, record) => sum + record.Reserved);

        public ValueTask<CheckpointRecord?> FindAsync(string taskId, CancellationToken cancellationToken) =>
            new(_earlier.LastOrDefault(record => record.Id == taskId && record.Status != TaskOutcome.NotRun));

        public ValueTask<CheckpointRecord?> FindByKeyAsync(string taskKey, CancellationToken cancellationToken) =>
            new(_earlier.LastOrDefault(record => record.Key == taskKey && record.Status == TaskOutcome.Succeeded));

        public ValueTask AppendAsync(CheckpointRecord record, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            records.Enqueue(record);
            return ValueTask.CompletedTask;
        }

        public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync()
        {
            _isDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
