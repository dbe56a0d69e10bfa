using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// Runs many LLM tasks at once over one <see cref="IChatClient"/>: rate limits, retries, checkpoint and resume, cost and metrics.
/// Thread-safe; batches that run at the same time share the rate limit. The client stays the caller's and must not retry by itself.
/// </summary>
public sealed class ParallelLlmExecutor
{
    private readonly IChatClient _client;
    private readonly ParallelExecutionOptions _options;
    private readonly ExecutionEnvironment _environment;
    private readonly IRateGate _gate;

    /// <summary>Creates an executor.</summary>
    /// <param name="client">Any chat client. It must honour its cancellation token and be safe for parallel use.</param>
    /// <param name="options">Default: <see cref="ParallelExecutionOptions"/> as it is.</param>
    /// <param name="environment">Clock, randomness, logs and the other seams. Default: the system's.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every error.</exception>
    public ParallelLlmExecutor(IChatClient client, ParallelExecutionOptions? options = null, ExecutionEnvironment? environment = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _options = options ?? new();
        _options.ThrowIfInvalid(nameof(options));
        _environment = environment ?? new();
        _gate = _environment.RateGate
            ?? new RateGate(
                _options.RateLimit, _options.RateLimitBurst, _options.TokensPerMinute, _options.InputTokensPerMinute, _options.OutputTokensPerMinute,
                _environment.Time);
    }

    /// <summary>Runs tasks of one kind and gives their outcomes in the order of the tasks.</summary>
    /// <param name="tasks">The tasks; taken one by one as there is room.</param>
    /// <param name="checkpointName">Name of the batch, under which it resumes.</param>
    /// <param name="cancellationToken">
    /// Stops the batch: requests in flight may finish, the checkpoint is completed, and the result tells what was not run. Does not throw.
    /// </param>
    /// <typeparam name="TResult">Type of the values.</typeparam>
    public Task<BatchResult<TResult>> ExecuteBatchAsync<TResult>(
        IEnumerable<LlmTask<TResult>> tasks, string checkpointName, CancellationToken cancellationToken) =>
        ExecuteBatchAsync(tasks, checkpointName, options: null, cancellationToken);

    /// <inheritdoc cref="ExecuteBatchAsync{TResult}(IEnumerable{LlmTask{TResult}}, string, CancellationToken)"/>
    /// <param name="tasks">The tasks; taken one by one as there is room.</param>
    /// <param name="checkpointName">Name of the batch, under which it resumes.</param>
    /// <param name="options">Callbacks and whether to resume.</param>
    /// <param name="cancellationToken">Stops the batch, see above.</param>
    public async Task<BatchResult<TResult>> ExecuteBatchAsync<TResult>(
        IEnumerable<LlmTask<TResult>> tasks, string checkpointName, BatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (results, run) = await CollectAsync(tasks, checkpointName, options, cancellationToken).ConfigureAwait(false);
        return new BatchResult<TResult>(results, run.ReadMetrics(), run.Checkpoint, run.StoppedBy);
    }

    /// <summary>Runs tasks of any kinds and gives their outcomes in the order of the tasks, follow-ups after their parent.</summary>
    /// <inheritdoc cref="ExecuteBatchAsync{TResult}(IEnumerable{LlmTask{TResult}}, string, CancellationToken)"/>
    public Task<BatchResult> ExecuteBatchAsync(IEnumerable<LlmTask> tasks, string checkpointName, CancellationToken cancellationToken) =>
        ExecuteBatchAsync(tasks, checkpointName, options: null, cancellationToken);

    /// <summary>Runs tasks of any kinds and gives their outcomes in the order of the tasks, follow-ups after their parent.</summary>
    /// <inheritdoc cref="ExecuteBatchAsync{TResult}(IEnumerable{LlmTask{TResult}}, string, BatchOptions?, CancellationToken)"/>
    public async Task<BatchResult> ExecuteBatchAsync(
        IEnumerable<LlmTask> tasks, string checkpointName, BatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (results, run) = await CollectAsync(tasks, checkpointName, options, cancellationToken).ConfigureAwait(false);
        return new BatchResult(results, run.ReadMetrics(), run.Checkpoint, run.StoppedBy);
    }

    /// <summary>
    /// Runs a stream of tasks and gives their outcomes as they come, in flat memory. When the token is cancelled the stream drains and ends
    /// without an exception; tasks that were open then come as not run. Follow-ups of another type are run but not given here.
    /// </summary>
    /// <inheritdoc cref="ExecuteBatchAsync{TResult}(IEnumerable{LlmTask{TResult}}, string, BatchOptions?, CancellationToken)"/>
    public async IAsyncEnumerable<TaskResult<TResult>> ExecuteAsync<TResult>(
        IAsyncEnumerable<LlmTask<TResult>> tasks, string checkpointName, BatchOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var result in ExecuteAsync((IAsyncEnumerable<LlmTask>)tasks, checkpointName, options, cancellationToken).ConfigureAwait(false))
        {
            if (result is TaskResult<TResult> typed)
            {
                yield return typed;
            }
        }
    }

    /// <inheritdoc cref="ExecuteAsync{TResult}(IAsyncEnumerable{LlmTask{TResult}}, string, BatchOptions?, CancellationToken)"/>
    public IAsyncEnumerable<TaskResult<TResult>> ExecuteAsync<TResult>(
        IEnumerable<LlmTask<TResult>> tasks, string checkpointName, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
        ExecuteAsync(tasks.ToAsyncEnumerable(), checkpointName, options, cancellationToken);

    /// <summary>Runs a stream of tasks of any kinds and gives their outcomes as they come, in flat memory.</summary>
    /// <inheritdoc cref="ExecuteAsync{TResult}(IAsyncEnumerable{LlmTask{TResult}}, string, BatchOptions?, CancellationToken)"/>
    public async IAsyncEnumerable<TaskResult> ExecuteAsync(
        IAsyncEnumerable<LlmTask> tasks, string checkpointName, BatchOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var batch = options ?? new();
        var state = await OpenAsync(checkpointName, batch, cancellationToken).ConfigureAwait(false);
        var run = BatchRun.Start(state, tasks, batch.ExpectedTasks, checkpointName, reportRest: false, cancellationToken);
        await using (run.ConfigureAwait(false))
        {
            await foreach (var completion in run.Completions.ConfigureAwait(false))
            {
                run.Events.Completed(completion.Result);
                yield return completion.Result;
            }
        }
    }

    private async Task<(IReadOnlyList<TaskResult> Results, BatchRun Run)> CollectAsync(
        IEnumerable<LlmTask> tasks, string checkpointName, BatchOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var batch = options ?? new();
        var expected = batch.ExpectedTasks ?? (tasks.TryGetNonEnumeratedCount(out var count) ? count : null);
        var longestFirst = LongestFirst.Order(tasks);
        var state = await OpenAsync(checkpointName, batch, cancellationToken).ConfigureAwait(false);
        var run = BatchRun.Start(state, (longestFirst?.Tasks ?? tasks).ToAsyncEnumerable(), expected, checkpointName, reportRest: true, cancellationToken);
        await using (run.ConfigureAwait(false))
        {
            var results = new OrderedResults(longestFirst?.Places);
            await foreach (var completion in run.Completions.ConfigureAwait(false))
            {
                run.Events.Completed(completion.Result);
                results.Add(completion);
            }

            return (results.InOrder(), run);
        }
    }

    private async Task<BatchState> OpenAsync(string checkpointName, BatchOptions batch, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(checkpointName);
        ICheckpointStore? store = null;
        try
        {
            store = await OpenCheckpointAsync(checkpointName, batch.Resume, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The batch starts all the same and stops at once, so that every task has its outcome: not run.
        }

        return new BatchState(_client, _options, _environment, _gate, store, batch);
    }

    private async ValueTask<ICheckpointStore?> OpenCheckpointAsync(string name, bool resume, CancellationToken cancellationToken) =>
        _environment.OpenCheckpoint is { } open
            ? await open(name, resume, cancellationToken).ConfigureAwait(false)
            : _options.EnableCheckpointing
                ? await new CheckpointManager(_options.CheckpointDirectory, _environment.Time)
                    .OpenAsync(name, resume, _options.CheckpointInterval, cancellationToken).ConfigureAwait(false)
                : null;
}
