namespace Aita.Execution;

/// <summary>The figures of a batch, at its end or at a moment in between. Immutable.</summary>
public sealed record ExecutionMetrics
{
    /// <summary>Tasks known so far: taken from the source, plus follow-ups.</summary>
    public int TotalTasks { get; init; }

    /// <summary>Tasks that succeeded, those taken from the checkpoint included.</summary>
    public int CompletedTasks { get; init; }

    /// <summary>Tasks that were given up on.</summary>
    public int FailedTasks { get; init; }

    /// <summary>Tasks that were not run because the batch stopped.</summary>
    public int NotRunTasks { get; init; }

    /// <summary>Tasks whose answer was taken from the checkpoint.</summary>
    public int ReusedTasks { get; init; }

    /// <summary>Tasks that shared the outcome of another task of the batch with the same request, at no cost.</summary>
    public int SharedTasks { get; init; }

    /// <summary>Tasks that needed more than one request.</summary>
    public int RetriedTasks { get; init; }

    /// <summary>Requests sent.</summary>
    public long Attempts { get; init; }

    /// <summary>Requests sent again after a failure, rate-limited ones included.</summary>
    public long Retries { get; init; }

    /// <summary>Requests refused for their rate.</summary>
    public long RateLimited { get; init; }

    /// <summary>Requests that failed, retried ones included, and answers that could not be used; second ones of a pair left out.</summary>
    public FailureCounts Failures { get; init; } = FailureCounts.None;

    /// <summary>Times that the whole pool paused because the provider asked for it.</summary>
    public int Pauses { get; init; }

    /// <summary>Times that the provider was down, see <see cref="WaitedFor.Outage"/> for how long.</summary>
    public int Outages { get; init; }

    /// <summary>Answers that were no valid JSON as they stood and were mended without a request: they cost nothing.</summary>
    public StepFigures LocalRepairs { get; init; } = StepFigures.None;

    /// <summary>Answers that could not be used and were asked for again from the same model.</summary>
    public StepFigures Reasks { get; init; } = StepFigures.None;

    /// <summary>Answers that a stronger model was asked for, see <see cref="ParallelExecutionOptions.RepairModel"/>.</summary>
    public StepFigures RepairModel { get; init; } = StepFigures.None;

    /// <summary>Answers that another model was asked for, see <see cref="ParallelExecutionOptions.FallbackModels"/>.</summary>
    public StepFigures Fallbacks { get; init; } = StepFigures.None;

    /// <summary>
    /// Requests sent a second time because the first took long, see <see cref="ParallelExecutionOptions.Hedging"/>; those whose answer came first
    /// succeeded. Of the loser, which is aborted, the cost is not known.
    /// </summary>
    public StepFigures Hedges { get; init; } = StepFigures.None;

    /// <summary>Requests in flight now.</summary>
    public int InFlight { get; init; }

    /// <summary>Most requests in flight at one moment.</summary>
    public int PeakInFlight { get; init; }

    /// <summary>Wall time since the batch was started.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Estimated time left; null while too little is known, the number of tasks for one.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Sum of the times of all requests: what the batch would take one after another.</summary>
    public TimeSpan SequentialTime { get; init; }

    /// <summary>Tasks finished per second of wall time, reused ones not counted.</summary>
    public double Throughput { get; init; }

    /// <summary>Mean time of a request.</summary>
    public TimeSpan MeanTaskTime { get; init; }

    /// <summary>Requests per second that the provider allows, as learnt from its refusals; null when there was none.</summary>
    public double? LearntRate { get; init; }

    /// <summary>Shortest time of a request.</summary>
    public TimeSpan MinTaskTime { get; init; }

    /// <summary>Longest time of a request.</summary>
    public TimeSpan MaxTaskTime { get; init; }

    /// <summary>Half of the requests took at most this long (within 5 %).</summary>
    public TimeSpan P50TaskTime { get; init; }

    /// <summary>Nine of ten requests took at most this long (within 5 %).</summary>
    public TimeSpan P90TaskTime { get; init; }

    /// <summary>99 of 100 requests took at most this long (within 5 %).</summary>
    public TimeSpan P99TaskTime { get; init; }

    /// <summary>Tokens of all attempts whose usage is known.</summary>
    public TokenUsage Usage { get; init; }

    /// <summary>USD spent in this run, as far as it is known; see <see cref="CallsOfUnknownCost"/>.</summary>
    public decimal Cost { get; init; }

    /// <summary>Answers whose cost neither the provider nor the price book knew.</summary>
    public long CallsOfUnknownCost { get; init; }

    /// <summary>
    /// Requests that ended without an answer although the provider may have worked, and bill it: they timed out or broke off, or were aborted, as the
    /// slower one of two requests for a task is (<see cref="Hedges"/>). Nobody says what they cost; <see cref="Cost"/> holds nothing for them.
    /// </summary>
    public long CallsMaybeBilled { get; init; }

    /// <summary>USD spent in earlier runs of the same checkpoint.</summary>
    public decimal EarlierCost { get; init; }

    /// <summary>Requests of earlier runs of the same checkpoint: those that were sent, sent again, and failed.</summary>
    public RequestTally EarlierRequests { get; init; }

    /// <summary>Where the wall time went, and the setting that would help most.</summary>
    public Bottleneck Bottleneck { get; init; } = Bottleneck.None;
}
