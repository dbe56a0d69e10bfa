namespace Aita.Execution;

/// <summary>Something that happened in a batch. Immutable.</summary>
public abstract record ExecutionEvent
{
    private ExecutionEvent()
    {
    }

    /// <summary>The batch has been opened.</summary>
    /// <param name="Name">Name of the batch.</param>
    /// <param name="ExpectedTasks">Number of tasks, when known.</param>
    /// <param name="Checkpoint">Where outcomes are recorded; null without a checkpoint.</param>
    /// <param name="EarlierOutcomes">Tasks with a record from earlier runs.</param>
    /// <param name="ReadMetrics">Gives the figures of the batch at any moment, from any thread.</param>
    public sealed record BatchStarted(
        string Name, int? ExpectedTasks, string? Checkpoint, int EarlierOutcomes, Func<ExecutionMetrics> ReadMetrics) : ExecutionEvent;

    /// <summary>A request is being sent.</summary>
    /// <param name="TaskId">The task.</param>
    /// <param name="Attempt">Number of the attempt, from 1.</param>
    public sealed record AttemptStarted(string TaskId, int Attempt) : ExecutionEvent;

    /// <summary>An attempt failed and the task will be tried again.</summary>
    /// <param name="TaskId">The task.</param>
    /// <param name="Attempt">Number of the attempt that failed, from 1.</param>
    /// <param name="Delay">Time until the next attempt is due.</param>
    /// <param name="Failure">What went wrong.</param>
    public sealed record RetryScheduled(string TaskId, int Attempt, TimeSpan Delay, LlmFailure Failure) : ExecutionEvent;

    /// <summary>The provider asked to slow down: nothing is sent for a while.</summary>
    /// <param name="Duration">Length of the pause.</param>
    /// <param name="Reason">What the provider said.</param>
    public sealed record PoolPaused(TimeSpan Duration, string Reason) : ExecutionEvent;

    /// <summary>The provider seems to be down: only one request at a time is sent, to see when it is up again.</summary>
    /// <param name="NextProbe">Time until that request.</param>
    /// <param name="Failure">What went wrong last.</param>
    /// <param name="IsFirst">True when the outage has just been recognised, false when a probe has failed.</param>
    public sealed record ProviderDown(TimeSpan NextProbe, LlmFailure Failure, bool IsFirst) : ExecutionEvent;

    /// <summary>The provider answers again: the batch goes on, slowly at first.</summary>
    /// <param name="Duration">How long the provider was down.</param>
    public sealed record ProviderUp(TimeSpan Duration) : ExecutionEvent;

    /// <summary>The outcome of a task is known and recorded.</summary>
    /// <param name="Result">The outcome.</param>
    public sealed record TaskCompleted(TaskResult Result) : ExecutionEvent;

    /// <summary>No new request will be sent; those in flight finish.</summary>
    /// <param name="Failure">Why.</param>
    public sealed record BatchStopping(LlmFailure Failure) : ExecutionEvent;

    /// <summary>The batch is over.</summary>
    /// <param name="Metrics">Its figures.</param>
    public sealed record BatchCompleted(ExecutionMetrics Metrics) : ExecutionEvent;
}
