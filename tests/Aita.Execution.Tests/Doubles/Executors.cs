using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Doubles;

/// <summary>Executors for tests: no rate limit, no file, waits of the longest length that the draw allows.</summary>
internal static class Executors
{
    public static ParallelLlmExecutor Over(
        IChatClient client, ParallelExecutionOptions? options = null, TimeProvider? time = null, MemoryCheckpoint? checkpoint = null, PriceBook? prices = null) =>
        new(client, options ?? new() { RateLimit = 0, EnableCheckpointing = false }, new ExecutionEnvironment
        {
            Time = time ?? TimeProvider.System,
            Random = static () => 0.999,
            OpenCheckpoint = checkpoint is null ? null : checkpoint.OpenAsync,
            Prices = prices ?? PriceBook.Empty,
        });

    public static Task<BatchResult> RunAsync(
        this ParallelLlmExecutor executor, IEnumerable<LlmTask> tasks, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
        executor.ExecuteBatchAsync(tasks, "test", options, cancellationToken).Guarded();
}
