using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// One question to a model. Derive from <see cref="LlmTask{TResult}"/>. The executor may call the members from any thread,
/// one at a time for one task.
/// </summary>
public abstract class LlmTask
{
    private protected LlmTask(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        Id = id;
    }

    /// <summary>Stable name of the task, unique in its batch; a resumed batch finds the task's outcome under it.</summary>
    public string Id { get; }

    /// <summary>Anything of the caller's that the result shall carry, for example a row number; not sent, not recorded. Default null.</summary>
    public object? Tag { get; init; }

    /// <summary>Temperature, output limit, response format, model and so on; null leaves everything to the provider. Must not be changed by anyone.</summary>
    public virtual ChatOptions? Options => null;

    /// <summary>
    /// Tells repeated samples of one request apart. Tasks of a batch whose requests are the same are sent once and share the answer; tasks with
    /// different sample indices are each sent. Part of the task key. Default null: not a sample.
    /// </summary>
    public virtual int? SampleIndex => null;

    /// <summary>True to keep the provider's whole answer in <see cref="LlmAnswer.Body"/> and in the checkpoint. Default false.</summary>
    public virtual bool KeepsResponseBody => false;

    /// <summary>
    /// How long the call will take beside the others of its batch, in any unit, for example expected output tokens; null when it is not known.
    /// A batch that is given as a list starts its longest tasks first; results still come in the order of the list. A stream is run as it comes.
    /// Must not change while the batch runs. Default null.
    /// </summary>
    public virtual double? SizeHint => null;

    /// <summary>Builds the messages. Called once for every attempt; must give the same messages each time.</summary>
    public abstract IReadOnlyList<ChatMessage> BuildMessages();

    /// <summary>Builds the messages of tasks that must read files first. Default: <see cref="BuildMessages"/>.</summary>
    public virtual ValueTask<IReadOnlyList<ChatMessage>> BuildMessagesAsync(CancellationToken cancellationToken) => new(BuildMessages());

    /// <summary>
    /// Checks an answer before it is parsed. Default: an answer cut off at the token limit is <see cref="FailureKind.Truncated"/>,
    /// a filtered one <see cref="FailureKind.Refused"/>, an empty one <see cref="FailureKind.InvalidResponse"/>.
    /// </summary>
    /// <returns>The failure, or null when the answer may be parsed.</returns>
    public virtual LlmFailure? CheckAnswer(LlmAnswer answer) => AnswerCheck.Default(answer);

    /// <summary>
    /// Whether to try again after a failed attempt. Asked only while attempts are left; never asked for rate limits, which have a budget of
    /// their own, nor for failures that stop the batch. Default: true for transient failures.
    /// </summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="attempt">The number of the attempt that failed, from 1.</param>
    public virtual bool ShouldRetry(LlmFailure failure, int attempt)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.IsTransient;
    }

    /// <summary>
    /// Messages that show the model what was wrong with its answer, or null to fail. One answer is repaired at most, after
    /// <see cref="FailureKind.InvalidResponse"/>; called again for it when the repairing request has to be sent again. Default: null.
    /// </summary>
    /// <param name="messages">The messages of the first request.</param>
    /// <param name="answer">The answer that was not accepted.</param>
    /// <param name="problem">What was wrong with it, as the parser or check put it.</param>
    public virtual IReadOnlyList<ChatMessage>? BuildRepairMessages(IReadOnlyList<ChatMessage> messages, LlmAnswer answer, string problem) => null;

    /// <summary>Reads the answer; throws when it cannot be used.</summary>
    internal abstract object? Parse(LlmAnswer answer);

    /// <summary>Whether an answer that was read had to be mended for that.</summary>
    internal virtual bool IsMended(LlmAnswer answer) => false;

    /// <summary>Wraps a parsed value in a typed result.</summary>
    internal abstract TaskResult Success(object? value, TaskAccount account);

    /// <summary>Wraps a failure in a typed result.</summary>
    internal abstract TaskResult Without(TaskOutcome outcome, LlmFailure failure, TaskAccount account);

    /// <summary>The tasks that a value makes possible.</summary>
    internal abstract IReadOnlyList<LlmTask> MakeFollowUps(object? value);

    /// <summary>Calls the hook that fits the result.</summary>
    internal abstract void Notify(TaskResult result);
}

/// <summary>One question to a model whose answer is read as a <typeparamref name="TResult"/>.</summary>
/// <typeparam name="TResult">Type of the value.</typeparam>
public abstract class LlmTask<TResult> : LlmTask
{
    /// <summary>Creates a task.</summary>
    /// <param name="id">Stable name, unique in the batch, not blank.</param>
    protected LlmTask(string id)
        : base(id)
    {
    }

    /// <summary>
    /// Reads the text of the answer. Must be a pure function: a resumed batch calls it again on the recorded answer. Throw any exception
    /// when the text cannot be used; its message is what the model is shown in a re-ask.
    /// </summary>
    public abstract TResult ParseResponse(string text);

    /// <summary>Reads the whole answer. Default: <see cref="ParseResponse"/> on its text.</summary>
    public virtual TResult ParseAnswer(LlmAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return ParseResponse(answer.Text);
    }

    /// <summary>Tasks that this task's success makes possible; they join the same batch at once. Default: none.</summary>
    public virtual IEnumerable<LlmTask> FollowUps(TResult value) => [];

    /// <summary>Called after the task succeeded and its outcome was recorded. Exceptions are logged and ignored.</summary>
    public virtual void OnSuccess(TResult value)
    {
    }

    /// <summary>Called after the task was given up on and its outcome was recorded. Exceptions are logged and ignored.</summary>
    public virtual void OnFailure(LlmFailure failure)
    {
    }

    internal sealed override object? Parse(LlmAnswer answer) => ParseAnswer(answer);

    internal sealed override TaskResult Success(object? value, TaskAccount account) => new TaskResult<TResult>(Id, (TResult)value!)
    {
        Tag = Tag,
        Attempts = account.Attempts,
        Duration = account.Duration,
        CallTime = account.CallTime,
        Usage = account.Usage,
        Cost = account.Cost,
        RawResponse = account.RawResponse,
        Model = account.Model,
        Step = account.Step,
        MendedLocally = account.MendedLocally,
        FromCheckpoint = account.FromCheckpoint,
        SharedWith = account.SharedWith,
    };

    internal sealed override TaskResult Without(TaskOutcome outcome, LlmFailure failure, TaskAccount account) =>
        new TaskResult<TResult>(Id, outcome, failure)
        {
            Tag = Tag,
            Attempts = account.Attempts,
            Duration = account.Duration,
            CallTime = account.CallTime,
            Usage = account.Usage,
            Cost = account.Cost,
            RawResponse = account.RawResponse ?? failure.RawResponse,
            Model = account.Model,
            Step = account.Step,
            FromCheckpoint = account.FromCheckpoint,
            SharedWith = account.SharedWith,
        };

    internal sealed override IReadOnlyList<LlmTask> MakeFollowUps(object? value) =>
        FollowUps((TResult)value!) switch
        {
            LlmTask[] { Length: 0 } => [],
            var tasks => [.. tasks.Select(task => task ?? throw new InvalidOperationException($"The follow-up tasks of '{Id}' contain null instead of a task."))],
        };

    internal sealed override void Notify(TaskResult result)
    {
        if (result is TaskResult<TResult> typed && typed.TryGetValue(out var value))
        {
            OnSuccess(value);
        }
        else if (result.Outcome == TaskOutcome.Failed)
        {
            OnFailure(result.Failure!);
        }
    }
}
