namespace Aita.Execution;

/// <summary>What became of a batch. Immutable.</summary>
public class BatchResult
{
    private readonly Lazy<Dictionary<string, TaskResult>> _byId;

    internal BatchResult(IReadOnlyList<TaskResult> results, ExecutionMetrics metrics, string? checkpoint, LlmFailure? stopped)
    {
        TaskResults = results;
        Metrics = metrics;
        Checkpoint = checkpoint;
        StoppedBy = stopped;
        _byId = new(() => ById(results));
    }

    /// <summary>Every outcome, in the order of the tasks; follow-up tasks come after their parent.</summary>
    public IReadOnlyList<TaskResult> TaskResults { get; }

    /// <summary>Outcomes with a value, in the order of the tasks.</summary>
    public IEnumerable<TaskResult> SuccessfulResults => TaskResults.Where(static r => r.IsSuccess);

    /// <summary>Outcomes without a value, not-run ones included, in the order of the tasks.</summary>
    public IEnumerable<TaskResult> FailedResults => TaskResults.Where(static r => !r.IsSuccess);

    /// <summary>Per cent of the tasks that succeeded; 100 for an empty batch.</summary>
    public double SuccessRate => TaskResults.Count == 0 ? 100 : 100.0 * SuccessfulResults.Count() / TaskResults.Count;

    /// <summary>The figures of the run.</summary>
    public ExecutionMetrics Metrics { get; }

    /// <summary>Where outcomes were recorded; null without a checkpoint.</summary>
    public string? Checkpoint { get; }

    /// <summary>Why the batch stopped early; null when it ran to the end.</summary>
    public LlmFailure? StoppedBy { get; }

    /// <summary>The outcome of a task, or null when the batch has no task of that id. Of several tasks with one id, the first.</summary>
    public TaskResult? GetResult(string taskId) => _byId.Value.GetValueOrDefault(taskId);

    /// <summary>The outcome of a task whose value is a <typeparamref name="T"/>, or null when the batch has no such task.</summary>
    public TaskResult<T>? GetResult<T>(string taskId) => GetResult(taskId) as TaskResult<T>;

    private static Dictionary<string, TaskResult> ById(IReadOnlyList<TaskResult> results)
    {
        var byId = new Dictionary<string, TaskResult>(results.Count, StringComparer.Ordinal);
        foreach (var result in results)
        {
            byId.TryAdd(result.TaskId, result);
        }

        return byId;
    }
}

/// <summary>What became of a batch whose tasks have values of one type. Immutable.</summary>
/// <typeparam name="TResult">Type of the values.</typeparam>
public sealed class BatchResult<TResult> : BatchResult
{
    internal BatchResult(IReadOnlyList<TaskResult> results, ExecutionMetrics metrics, string? checkpoint, LlmFailure? stopped)
        : base(results, metrics, checkpoint, stopped) =>
        TaskResults = [.. results.OfType<TaskResult<TResult>>()];

    /// <summary>Outcomes of type <typeparamref name="TResult"/>, in the order of the tasks. Follow-ups of other types: see the base class.</summary>
    public new IReadOnlyList<TaskResult<TResult>> TaskResults { get; }

    /// <summary>Outcomes with a value, in the order of the tasks.</summary>
    public new IEnumerable<TaskResult<TResult>> SuccessfulResults => TaskResults.Where(static r => r.IsSuccess);

    /// <summary>Outcomes without a value, not-run ones included, in the order of the tasks.</summary>
    public new IEnumerable<TaskResult<TResult>> FailedResults => TaskResults.Where(static r => !r.IsSuccess);

    /// <summary>The outcome of a task, or null when the batch has no task of that id.</summary>
    public new TaskResult<TResult>? GetResult(string taskId) => base.GetResult(taskId) as TaskResult<TResult>;
}
