namespace Aita.Execution;

/// <summary>Options of one batch.</summary>
public sealed class BatchOptions
{
    /// <summary>Whether outcomes of the newest checkpoint of the same name are reused. Failures and changed tasks run again either way.</summary>
    /// <value>Default true.</value>
    public bool Resume { get; init; } = true;

    /// <summary>
    /// Whether the caller has seen to it that no id comes twice, follow-up tasks included, so that the batch need not remember them: of a million
    /// ids, seven megabytes. Where one comes twice all the same, the later outcome replaces the earlier one in the checkpoint.
    /// </summary>
    /// <value>Default false: a task whose id was used before in the batch fails.</value>
    public bool IdsAreUnique { get; init; }

    /// <summary>Called once for every task when its outcome is known and recorded, from any thread but never twice at the same time.</summary>
    /// <value>Default null. An exception from it is logged and ignored.</value>
    public Action<TaskResult>? OnTaskCompleted { get; init; }

    /// <summary>Receives the stream of events, from any thread but never twice at the same time. Must return quickly.</summary>
    /// <value>Default null. An exception from it is logged and ignored.</value>
    public Action<ExecutionEvent>? OnEvent { get; init; }

    /// <summary>Whether the source is at work or waits for outcomes, as it says itself.</summary>
    /// <value>Default null: it counts as at work until it has ended.</value>
    public SourceActivity? Source { get; init; }

    /// <summary>Number of tasks, for progress, when the source is a stream that does not know it. Follow-up tasks come on top.</summary>
    /// <value>Default null: taken from the source when it is a collection.</value>
    public int? ExpectedTasks { get; init; }
}
