using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// A task on its way through a batch, with what it has used up so far. Owned by one stage at a time: intake, queue, request, settlement.
/// </summary>
internal sealed class WorkItem(LlmTask task, WorkItem? parent)
{
    // What has been used, and given back, since the last record; null when it is not known.
    private (TokenUsage? Usage, decimal? Cost, CostReservation GivenBack) _unrecorded;

    // The same of requests sent; of a request for several tasks the first of them has it. No failures: null.
    private int _unrecordedRequests;
    private FailureCounts? _unrecordedFailures;

    // The last failure, and how many answers there were in the batch when it came.
    private (FailureKind Kind, long Answers) _lastFailure;

    public LlmTask Task { get; } = task ?? throw new ArgumentException("The source of the tasks gave null instead of a task.", nameof(task));

    /// <summary>The task whose success made this one possible.</summary>
    public WorkItem? Parent { get; } = parent;

    /// <summary>Number of parents up to a task of the source.</summary>
    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    /// <summary>Position among the tasks of the source, or among the follow-ups of the parent.</summary>
    public long Position { get; init; }

    public string Key { get; set; } = string.Empty;

    /// <summary>The messages of the next request; null while the task waits for a retry.</summary>
    public IReadOnlyList<ChatMessage>? Messages { get; set; }

    public ChatOptions? Options { get; set; }

    /// <summary>A request body that is sent as it is, instead of the messages.</summary>
    public ReadOnlyMemory<byte>? RawBody { get; set; }

    /// <summary>The output limit in the task's own options, which a combined request does not have; null when they set none.</summary>
    public int? ToldLimit { get; set; }

    /// <summary>The most output tokens that the task's own request allows, by its options or else by its raw body; null for no limit.</summary>
    public int? OwnLimit => ToldLimit ?? (RawBody is { } body ? RawLimit.Read(body.Span) : null);

    /// <summary>Input tokens of the next request, as counted.</summary>
    public InputEstimate Counted { get; set; }

    /// <summary>How many tasks the next request is for; a second request for them is for as many.</summary>
    public int TasksInRequest { get; set; } = 1;

    /// <summary>What the next request will probably use, after what was learnt from others.</summary>
    public TokenUsage Estimated { get; set; }

    /// <summary>What the task's own request would use, as estimated: its weight when it shares one with others.</summary>
    public long TokensAlone { get; set; }

    /// <summary>How the request begins, when others may share it.</summary>
    public RequestPrefix? Prefix { get; set; }

    /// <summary>Whether others wait for this request to warm the provider's cache.</summary>
    public bool WarmsPrefix { get; set; }

    /// <summary>Whether the request was sent without the mark that its model needs to cache the prefix.</summary>
    public bool LeavesNoPrefix { get; set; }

    /// <summary>When it was taken from the new work, since a fixed moment of the batch; null once that request has ended, and for retries.</summary>
    public TimeSpan? TakenAt { get; set; }

    /// <summary>Memory of the built request while it is queued; 0 when it is not counted.</summary>
    public long RequestBytes { get; set; }

    /// <summary>The model that is asked instead of the task's own; null for its own.</summary>
    public string? Model { get; private set; }

    /// <summary>What the next request, or the one in flight, is for.</summary>
    public RequestStep Step { get; private set; }

    /// <summary>Whether the stronger model has been asked.</summary>
    public bool AskedRepairModel { get; private set; }

    /// <summary>Fallback models that have been used or passed over.</summary>
    public int FallbacksUsed { get; private set; }

    /// <summary>The task's own model, when it names one.</summary>
    public string? OwnModel { get; set; }

    /// <summary>The race of the request in flight with a second one; null when requests are never sent twice.</summary>
    public HedgeRace? Race { get; set; }

    /// <summary>The race in which this item is nothing but the second request of a task; null for a task.</summary>
    public HedgeRace? HedgeOf { get; private init; }

    public RatePermit Permit { get; set; }

    /// <summary>What is reserved under the spending cap for the request in flight.</summary>
    public CostReservation Reserved { get; set; }

    /// <summary>Further tasks that share this one's request.</summary>
    public IReadOnlyList<WorkItem> Followers { get; set; } = [];

    /// <summary>Whether tasks with the same request may wait for this one; owned by <see cref="SharedRequests"/>.</summary>
    public bool LeadsShared { get; set; }

    /// <summary>The id of the task whose request this one shares; null when it sends its own.</summary>
    public string? SharedWith { get; set; }

    /// <summary>Where its last success is in the checkpoint of this run; 0 when that is not known.</summary>
    public long RecordedAt { get; set; }

    /// <summary>The answer that was not accepted, and why: the next request shows both to the model.</summary>
    public (LlmAnswer Answer, string Problem)? Rejected { get; private set; }

    /// <summary>The last answer to this task that was paid for, in this run or an earlier one; kept until there is a better one.</summary>
    public LlmAnswer? LastAnswer { get; set; }

    /// <summary>Whether the built request of this retry holds one of <see cref="BatchState.RetryPlaces"/>.</summary>
    public bool HasRetryPlace { get; set; }

    /// <summary>Requests sent.</summary>
    public int Attempts { get; private set; }

    /// <summary>Requests that failed for another reason than their rate, those that an outage is to blame for left out.</summary>
    public int Failures { get; set; }

    /// <summary>How often in a row the task has failed in the same way while others were answered in between.</summary>
    public int Alike { get; private set; }

    /// <summary>Number of the row of failures without any answer that the last failure belongs to; 0 for none. See <see cref="OutagePolicy"/>.</summary>
    public long Streak { get; private set; }

    /// <summary>The failures that were counted before <see cref="Streak"/> began.</summary>
    public int FailuresBefore { get; private set; }

    /// <summary>Whether the request in flight is to show if the provider is up again.</summary>
    public bool IsProbe { get; set; }

    /// <summary>Whether the task got one attempt more, because the provider may be to blame.</summary>
    public bool HasBeenSpared { get; set; }

    /// <summary>Whether a failure was met that may be the fault of the whole run: one task is one witness of it, however often it is tried.</summary>
    public bool IsWitness { get; set; }

    /// <summary>Requests refused for their rate.</summary>
    public int Refusals { get; set; }

    public long FirstSent { get; private set; }

    public TimeSpan CallTime { get; private set; }

    public TokenUsage? Usage { get; private set; }

    public decimal? Cost { get; private set; }

    public bool HasUnrecordedRequests => _unrecordedRequests > 0 || _unrecordedFailures is not null;

    public bool HasUnrecordedCost => _unrecorded.Cost is not null || !_unrecorded.GivenBack.IsNone;

    public bool IsGroup => Followers.Count > 0;

    /// <summary>This task and its followers.</summary>
    public IEnumerable<WorkItem> Members => IsGroup ? Followers.Prepend(this) : [this];

    /// <summary>A second request for the task of a race, the same as the one in flight.</summary>
    public static WorkItem HedgeFor(HedgeRace race) => new(race.Primary.Task, parent: null)
    {
        HedgeOf = race,
        Step = RequestStep.Hedge,
        Attempts = race.Primary.Attempts,
        FirstSent = race.Primary.FirstSent,
        Key = race.Primary.Key,
        Messages = race.Primary.Messages,
        Options = race.Primary.Options,
        RawBody = race.Primary.RawBody,
        OwnModel = race.Primary.OwnModel,
        Counted = race.Primary.Counted,
        TasksInRequest = race.Primary.TasksInRequest,
        Estimated = race.Primary.Estimated,
    };

    public void Sent(long timestamp)
    {
        if (Attempts++ == 0)
        {
            FirstSent = timestamp;
        }
    }

    /// <summary>A request was sent for this task, or for this one and its followers. The first request of a race has the second one's, too.</summary>
    public void CountRequest() => _unrecordedRequests += HedgeOf is null ? 1 : 0;

    /// <summary>The request failed, or its answer cannot be used.</summary>
    public void CountFailure(FailureKind kind) => _unrecordedFailures = (_unrecordedFailures ?? FailureCounts.None) + FailureCounts.Of(kind);

    /// <summary>The next request shows the model what was wrong with its answer.</summary>
    public void Reask(LlmAnswer answer, string problem)
    {
        Rejected = (answer, problem);
        Step = Step == RequestStep.First ? RequestStep.Reask : Step;
    }

    /// <summary>The next request asks a stronger model, which is shown the answer that cannot be used.</summary>
    public void AskRepairModel(string model, LlmAnswer answer, string problem)
    {
        (Model, Step, AskedRepairModel) = (model, RequestStep.RepairModel, true);
        Rejected = (answer, problem);
    }

    /// <summary>The next request asks another model, with all attempts before it.</summary>
    public void FallBack(string model, int index)
    {
        (Model, Step, FallbacksUsed) = (model, RequestStep.Fallback, index + 1);
        (Failures, FailuresBefore, Refusals, Alike, HasBeenSpared, IsWitness) = (0, 0, 0, 0, false, false);
        Rejected = null;
    }

    /// <param name="kind">How the task failed.</param>
    /// <param name="answers">Answers to any task so far.</param>
    public void FailedAlone(FailureKind kind, long answers)
    {
        Alike = Alike == 0 || kind != _lastFailure.Kind ? 1 : answers > _lastFailure.Answers ? Alike + 1 : Alike;
        _lastFailure = (kind, answers);
    }

    public void EnterStreak(long streak)
    {
        if (Streak != streak)
        {
            Streak = streak;
            FailuresBefore = Failures;
        }
    }

    public void LeaveStreak() => Streak = 0;

    /// <summary>What failed in an outage is not counted.</summary>
    public void Excuse()
    {
        Failures = FailuresBefore;
        HasBeenSpared = false;
        Streak = 0;
    }

    public void Answered(TimeSpan callTime, TokenUsage? usage, decimal? cost)
    {
        CallTime += callTime;
        Usage = usage is { } used ? (Usage ?? default) + used : Usage;
        Cost = cost is { } paid ? (Cost ?? 0) + paid : Cost;
        _unrecorded = (
            usage is { } more ? (_unrecorded.Usage ?? default) + more : _unrecorded.Usage,
            cost is { } also ? (_unrecorded.Cost ?? 0) + also : _unrecorded.Cost,
            _unrecorded.GivenBack);
    }

    /// <summary>Takes what is reserved for the request: its cost is known now, or never will be.</summary>
    public CostReservation TakeReserved()
    {
        var reserved = Reserved;
        Reserved = default;
        return reserved;
    }

    /// <summary>A recorded reservation is no longer needed, since the cost of its request is known; the next record says so.</summary>
    public void GiveBack(CostReservation reservation) => _unrecorded.GivenBack += reservation;

    /// <summary>What no record has yet, so that the records of a task add up to what it really took.</summary>
    public (TokenUsage? Usage, decimal? Cost, CostReservation GivenBack) TakeUnrecorded()
    {
        var taken = _unrecorded;
        _unrecorded = default;
        return taken;
    }

    /// <summary>What no record has yet of the requests, so that the records of all tasks add up to what was sent.</summary>
    public (int Requests, FailureCounts Failures) TakeUnrecordedRequests()
    {
        var taken = (_unrecordedRequests, _unrecordedFailures ?? FailureCounts.None);
        (_unrecordedRequests, _unrecordedFailures) = (0, null);
        return taken;
    }

    /// <summary>Lets go of what only a request needs; results must not keep images in memory.</summary>
    public void Release()
    {
        Messages = null;
        Options = null;
        RawBody = null;
        Rejected = null;
        LastAnswer = null;
        Followers = [];
    }
}
