namespace Aita.Execution;

/// <summary>What a scan needs of a record.</summary>
/// <param name="IdHash">Hash of the id, see <see cref="NameHash"/>.</param>
/// <param name="KeyHash">Hash of the task key; 0 when there is none.</param>
/// <param name="Status">What became of the task.</param>
/// <param name="Attempts">Requests for the task in its run.</param>
/// <param name="Requests">Requests since its last record; null when the record does not say.</param>
/// <param name="Failures">Those that failed; null for none.</param>
/// <param name="Cost">Cost in USD; null when unknown.</param>
/// <param name="Usage">Tokens; null when unknown.</param>
/// <param name="Reserved">What was reserved or given back.</param>
/// <param name="Length">Bytes of the record itself, what follows it in its line not counted.</param>
internal readonly record struct RecordHead(
    ulong IdHash, ulong KeyHash, TaskOutcome Status, int Attempts, int? Requests, FailureCounts? Failures,
    decimal? Cost, TokenUsage? Usage, CostReservation Reserved, int Length)
{
    /// <summary>What the record adds to the requests of its file; nothing when it does not say.</summary>
    public RequestTally Tally => Requests is { } requests ? RequestTally.Of(requests, Attempts, Failures ?? FailureCounts.None) : default;
}
