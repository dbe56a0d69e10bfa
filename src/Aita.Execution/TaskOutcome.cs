namespace Aita.Execution;

/// <summary>What became of a task.</summary>
public enum TaskOutcome
{
    /// <summary>The task has a value.</summary>
    Succeeded,

    /// <summary>The task was tried and given up on; <see cref="TaskResult.Failure"/> says why.</summary>
    Failed,

    /// <summary>The batch stopped before the task was tried to the end; it runs when the batch is resumed.</summary>
    NotRun,
}
