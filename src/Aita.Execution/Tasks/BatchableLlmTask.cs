using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// A task that can share one request with others of its kind when <see cref="ParallelExecutionOptions.MaxTasksPerRequest"/> is above 1.
/// Each task still has its own outcome, attempts and checkpoint record. A combined answer that cannot be split is halved and asked again,
/// down to single tasks.
/// </summary>
/// <typeparam name="TResult">Type of the value of one task.</typeparam>
/// <param name="id">Stable name, unique in the batch, not blank.</param>
public abstract class BatchableLlmTask<TResult>(string id) : LlmTask<TResult>(id), ICombinable
{
    /// <summary>Whether this task and another may share a request. Asked of the first task of a group for each further one.</summary>
    public abstract bool CanBatchWith(BatchableLlmTask<TResult> other);

    /// <summary>The messages that ask for this task and the others together, this one first.</summary>
    public abstract IReadOnlyList<ChatMessage> CombineWith(IReadOnlyList<BatchableLlmTask<TResult>> others);

    /// <summary>
    /// Splits a combined answer into one text for each task, in order; each is then read by its task's <see cref="LlmTask{TResult}.ParseResponse"/>.
    /// A null entry means that the answer has nothing for that task, which is then asked alone. Throw when the answer cannot be split at all.
    /// </summary>
    public abstract IReadOnlyList<string?> SplitBatchResult(string text, IReadOnlyList<BatchableLlmTask<TResult>> tasks);

    /// <summary>Options of a combined request. Default: those of this task, with the limit of output tokens multiplied by the number of tasks.</summary>
    public virtual ChatOptions? CombineOptions(IReadOnlyList<BatchableLlmTask<TResult>> others)
    {
        ArgumentNullException.ThrowIfNull(others);
        var options = Options?.Clone();
        if (options?.MaxOutputTokens is { } limit)
        {
            options.MaxOutputTokens = OutputLimit.Times(limit, others.Count + 1);
        }

        return options;
    }

    bool ICombinable.CanCombineWith(LlmTask other) => other is BatchableLlmTask<TResult> task && CanBatchWith(task);

    IReadOnlyList<ChatMessage> ICombinable.Combine(IReadOnlyList<LlmTask> others) => CombineWith(Typed(others));

    ChatOptions? ICombinable.CombineOptions(IReadOnlyList<LlmTask> others) => CombineOptions(Typed(others));

    IReadOnlyList<string?> ICombinable.Split(string text, IReadOnlyList<LlmTask> tasks) => SplitBatchResult(text, Typed(tasks));

    private static List<BatchableLlmTask<TResult>> Typed(IReadOnlyList<LlmTask> tasks) => [.. tasks.Cast<BatchableLlmTask<TResult>>()];
}
