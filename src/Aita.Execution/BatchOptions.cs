namespace Aita.Execution;

/// <summary>Options of one batch.</summary>
public sealed class BatchOptions
{
    /// <summary>Whether outcomes of the newest checkpoint of the same name are reused. Failures and changed tasks run again either way.</summary>
    /// <value>Default true.</value>
    public bool Resume { get; init; } = true;

    /// <summary>Called once for every task when its outcome is known and recorded, from any thread but never twice at the same time.</summary>
    /// <value>Default null. An exception from it is logged and ignored.</value>
    public Action<TaskResult>? OnTaskCompleted { get; init; }

    /// <summary>Receives the stream of events, from any thread but never twice at the same time. Must return quickly.</summary>
    /// <value>Default null. An exception from it is logged and ignored.</value>
    public Action<ExecutionEvent>? OnEvent { get; init; }

    /// <summary>Number of tasks, for progress, when the source is a stream that does not know it. Follow-up tasks come on top.</summary>
    /// <value>Default null: taken from the source when it is a collection.</value>
    public int? ExpectedTasks { get; init; }
}
