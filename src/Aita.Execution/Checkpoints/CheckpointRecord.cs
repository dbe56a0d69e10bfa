namespace Aita.Execution;

/// <summary>One line of a checkpoint: what became of one task. Immutable.</summary>
public sealed record CheckpointRecord
{
    /// <summary>The id of the task.</summary>
    public required string Id { get; init; }

    /// <summary>The task key: an outcome is reused only under the same key, see <c>TaskKey</c>, or see <see cref="MaxOutputTokens"/>.</summary>
    public required string Key { get; init; }

    /// <summary>
    /// What became of the task. A record of <see cref="TaskOutcome.NotRun"/> is no outcome: it only tells what a request may cost, see
    /// <see cref="Reserved"/>, and hides no other record.
    /// </summary>
    public required TaskOutcome Status { get; init; }

    /// <summary>Requests sent for the task in the run that wrote the record.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// Requests sent for the task since its last record in the same run: the records of all tasks add up to the requests sent, see
    /// <see cref="RequestTally.Of(CheckpointRecord, CheckpointRecord?)"/>. Of a request for several tasks one of them has it. Null in records of
    /// versions that did not write it.
    /// </summary>
    public int? Requests { get; init; }

    /// <summary>Those of <see cref="Requests"/> that failed, by kind, and answers since the last record that could not be used.</summary>
    public FailureCounts FailedRequests { get; init; } = FailureCounts.None;

    /// <summary>Time from first request to outcome.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Tokens since the last record of the task in the same run: the records of a task add up to what it took.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Cost in USD since the last record of the task in the same run; null when unknown or none.</summary>
    public decimal? Cost { get; init; }

    /// <summary>
    /// Under a spending cap: what was reserved for a request about to be sent, or, negative, what is given back of it because its cost is known.
    /// What is left over all records was reserved for requests that broke off.
    /// </summary>
    public CostReservation Reserved { get; init; }

    /// <summary>The id of the task that sent the same request and bought the answer; null when this task sent its own.</summary>
    public string? SharedWith { get; init; }

    /// <summary>
    /// The most output tokens that the task's own request allowed the answer; null when it set no limit, when there is no answer, and in records
    /// of versions that did not write it. An answer that ended by itself is one to the same request with another limit, too.
    /// </summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>The paid answer, kept on failures to read it too; null when there was none.</summary>
    public LlmAnswer? Answer { get; init; }

    /// <summary>Why the task failed; null on success.</summary>
    public LlmFailure? Failure { get; init; }
}
