namespace Aita.Execution;

/// <summary>The outcome of one task: a value, never an exception. Immutable and safe to share between threads.</summary>
public abstract class TaskResult
{
    private protected TaskResult(string taskId, TaskOutcome outcome)
    {
        TaskId = taskId;
        Outcome = outcome;
    }

    /// <summary>The id of the task.</summary>
    public string TaskId { get; }

    /// <summary>The <see cref="LlmTask.Tag"/> of the task.</summary>
    public object? Tag { get; init; }

    /// <summary>What became of the task.</summary>
    public TaskOutcome Outcome { get; }

    /// <summary>True when the task has a value.</summary>
    public bool IsSuccess => Outcome == TaskOutcome.Succeeded;

    /// <summary>Why the task failed or was not run; null on success.</summary>
    public LlmFailure? Failure { get; init; }

    /// <summary>The text of <see cref="Failure"/>; null on success.</summary>
    public string? Error => Failure?.Message;

    /// <summary>The kind of <see cref="Failure"/>; null on success.</summary>
    public FailureKind? ErrorKind => Failure?.Kind;

    /// <summary>Requests sent for this task in this run, re-asks and rate-limited ones included; 0 when it was taken from the checkpoint.</summary>
    public int Attempts { get; init; }

    /// <summary>Time from the first request to the outcome, waits between attempts included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Time of all requests of this task together, waits not included: what the task would take alone.</summary>
    public TimeSpan CallTime { get; init; }

    /// <summary>Tokens of all attempts whose usage is known.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Cost in USD of all attempts; null when unknown. Zero when the outcome was taken from the checkpoint.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The text the model sent last; kept on failures too.</summary>
    public string? RawResponse { get; init; }

    /// <summary>The model that gave <see cref="RawResponse"/>, as the provider names it; null when it is not known.</summary>
    public string? Model { get; init; }

    /// <summary>What the request was for that gave <see cref="RawResponse"/>: the task's question, or a step that mends what went wrong before.</summary>
    public RequestStep Step { get; init; }

    /// <summary>True when the answer was no valid JSON as it stood and was mended without a request.</summary>
    public bool MendedLocally { get; init; }

    /// <summary>True when the answer was bought in an earlier run and read from the checkpoint.</summary>
    public bool FromCheckpoint { get; init; }

    /// <summary>
    /// The id of the task of this batch that sent the same request and whose outcome this task shares, at no cost of its own; null when the task
    /// sent its own.
    /// </summary>
    public string? SharedWith { get; init; }

    /// <summary>The value without its static type; null unless the task succeeded.</summary>
    public abstract object? UntypedValue { get; }
}

/// <summary>The outcome of a task whose value is a <typeparamref name="TResult"/>.</summary>
/// <typeparam name="TResult">Type of the value.</typeparam>
public sealed class TaskResult<TResult> : TaskResult
{
    private readonly TResult? _value;

    /// <summary>Creates a successful outcome.</summary>
    public TaskResult(string taskId, TResult value)
        : base(taskId, TaskOutcome.Succeeded) => _value = value;

    /// <summary>Creates an outcome without a value.</summary>
    /// <exception cref="ArgumentException"><paramref name="outcome"/> is <see cref="TaskOutcome.Succeeded"/>.</exception>
    public TaskResult(string taskId, TaskOutcome outcome, LlmFailure failure)
        : base(taskId, outcome)
    {
        if (outcome == TaskOutcome.Succeeded)
        {
            throw new ArgumentException("A successful outcome needs a value.", nameof(outcome));
        }

        Failure = failure ?? throw new ArgumentNullException(nameof(failure));
    }

    /// <summary>The value.</summary>
    /// <exception cref="LlmException">The task has none; the exception carries <see cref="TaskResult.Failure"/>.</exception>
    public TResult Value => IsSuccess ? _value! : throw new LlmException(Failure!);

    /// <inheritdoc/>
    public override object? UntypedValue => _value;

    /// <summary>Gets the value without throwing.</summary>
    /// <returns>True when the task succeeded.</returns>
    public bool TryGetValue([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TResult value)
    {
        value = _value;
        return IsSuccess;
    }
}
