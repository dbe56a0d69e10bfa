using Aita.Execution.Tests.Checkpoints;

namespace Aita.Execution.Tests.Doubles;

/// <summary>The double keeps the contract of the real store, so that tests with it mean something.</summary>
public sealed class MemoryCheckpointTests : CheckpointStoreContract
{
    private readonly MemoryCheckpoint _checkpoint = new();

    private protected override async Task<ICheckpointStore> OpenAsync() => await _checkpoint.OpenAsync("any", resume: true, default);
}
