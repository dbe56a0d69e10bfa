namespace Aita.Execution;

/// <summary>Requests that were sent, and what they failed with: of one record of a checkpoint, or a sum.</summary>
/// <param name="Requests">Requests sent.</param>
/// <param name="Retries">Those of them that were not the first of their task in their run, second requests near the end (hedges) included.</param>
public readonly record struct RequestTally(long Requests, long Retries)
{
    private readonly FailureCounts? _failures;

    /// <summary>Those of them that failed, by kind; an answer that could not be used is one.</summary>
    public FailureCounts Failures
    {
        get => _failures ?? FailureCounts.None;
        init => _failures = value is null || value.Total == 0 ? null : value;
    }

    /// <summary>Whether nothing was sent.</summary>
    public bool IsNone => Requests == 0 && _failures is null;

    /// <summary>Adds two tallies.</summary>
    public static RequestTally operator +(RequestTally left, RequestTally right) =>
        new(left.Requests + right.Requests, left.Retries + right.Retries)
        {
            Failures = left._failures is { } some ? some + right.Failures : right.Failures,
        };

    /// <summary>Adds two tallies.</summary>
    public static RequestTally Add(RequestTally left, RequestTally right) => left + right;

    /// <summary>What a record adds to those before it: the tallies of all records of a checkpoint add up to what its runs sent.</summary>
    /// <param name="record">The record.</param>
    /// <param name="previous">
    /// The last outcome that was recorded for the same task. Looked at only where the record does not say what it adds, see
    /// <see cref="CheckpointRecord.Requests"/>; then the tally is at most a little too low.
    /// </param>
    public static RequestTally Of(CheckpointRecord record, CheckpointRecord? previous = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Requests is { } requests ? Of(requests, record.Attempts, record.FailedRequests)
            : record.Status == TaskOutcome.NotRun ? default
            : OfCumulative(record, previous);
    }

    /// <param name="requests">Requests since the last record of the task.</param>
    /// <param name="attempts">Requests for the task in its run.</param>
    /// <param name="failures">Those that failed.</param>
    internal static RequestTally Of(int requests, int attempts, FailureCounts failures) =>
        new(requests, requests > 0 && attempts <= requests ? requests - 1 : requests) { Failures = failures };

    /// <summary>
    /// The records of early versions say how often the task has been asked in their run, and no more. A failure without an answer was the end of
    /// its run; after another record the count goes on, unless it falls.
    /// </summary>
    private static RequestTally OfCumulative(CheckpointRecord record, CheckpointRecord? previous)
    {
        var endedRun = previous is null or { Status: TaskOutcome.Failed, Answer: null, Cost: null };
        var before = endedRun || previous!.Attempts > record.Attempts ? 0 : previous.Attempts;
        var requests = record.Attempts - before;
        var failed = record is { Failure: { } failure, Attempts: > 0 } ? FailureCounts.Of(failure.Kind) : FailureCounts.None;
        return Of(requests, record.Attempts, failed);
    }
}
