namespace Aita.Execution;

/// <summary>Records outcomes and hands them to the caller. An outcome is published only after its record is written.</summary>
internal sealed class Publication(BatchState state)
{
    /// <summary>Outcomes of earlier runs are handed over by so many: one by one each would wake the reader, which costs more than the outcome.</summary>
    private const int ReusedAtOnce = 32;

    private readonly List<Completion> _reused = new(ReusedAtOnce);

    /// <summary>Takes the follow-up tasks of successes; set once, when the intake is made. False when they will not be run.</summary>
    public Func<IReadOnlyList<WorkItem>, bool>? AddFollowUps { get; set; }

    /// <summary>Tasks that wait for the outcome of another one; null when each task sends its own request. Set once, before the batch runs.</summary>
    public SharedSettlement? Shared { get; set; }

    /// <summary>Hands a value to the caller, after its follow-up tasks have joined the batch.</summary>
    public async ValueTask SucceedAsync(WorkItem item, object? value, IReadOnlyList<LlmTask> followUps, LlmAnswer answer, bool fromCheckpoint)
    {
        if (followUps.Count > 0)
        {
            await FollowAsync(item, followUps).ConfigureAwait(false);
        }

        var mended = item.Task.IsMended(answer);
        if (!fromCheckpoint)
        {
            state.Metrics.StepSucceeded(item.Step);
            if (mended && item.SharedWith is null)
            {
                state.Metrics.MendedLocally();
            }
        }

        await PublishAsync(item, item.Task.Success(value, Account(item, answer, fromCheckpoint) with { MendedLocally = mended })).ConfigureAwait(false);
    }

    /// <summary>Hands over the outcomes of earlier runs that are held back. Used by the intake's loop only, as are they.</summary>
    public async ValueTask ReleaseReusedAsync()
    {
        foreach (var completion in _reused)
        {
            await HandOverAsync(completion).ConfigureAwait(false);
        }

        _reused.Clear();
    }

    /// <summary>Gives a task up. A task that was never sent leaves no record: it must not hide an answer that an earlier run has paid for.</summary>
    public async ValueTask FailAsync(WorkItem item, LlmFailure failure)
    {
        foreach (var member in Detach(item))
        {
            if (member.Attempts > 0)
            {
                await RecordAsync(member, TaskOutcome.Failed, member.LastAnswer, failure).ConfigureAwait(false);
            }

            BatchLog.TaskFailed(state.Log, member.Task.Id, failure.Kind, failure.Message);
            await PublishAsync(member, member.Task.Without(TaskOutcome.Failed, failure, Account(member, member.LastAnswer, fromCheckpoint: false)))
                .ConfigureAwait(false);
        }
    }

    /// <summary>Leaves a task for a later run.</summary>
    public async ValueTask NotRunAsync(WorkItem item)
    {
        if (item.HedgeOf is { } race)
        {
            state.Hedges!.Settle(race, used: 0); // the task goes on with its first request
            return;
        }

        var reason = state.StoppedBy ?? new LlmFailure(FailureKind.Cancelled, "The batch stopped.");
        foreach (var member in Detach(item))
        {
            var failure = new LlmFailure(reason.Kind, $"Not run, since the batch stopped: {reason.Message}");
            if (member.HasUnrecordedCost)
            {
                await RecordAsync(member, TaskOutcome.Failed, member.LastAnswer, failure).ConfigureAwait(false);
            }
            else if (member.HasUnrecordedRequests)
            {
                await RecordAsync(member, TaskOutcome.NotRun, answer: null, failure: null).ConfigureAwait(false); // sent all the same
            }

            await PublishAsync(member, member.Task.Without(TaskOutcome.NotRun, failure, Account(member, member.LastAnswer, fromCheckpoint: false)))
                .ConfigureAwait(false);
        }
    }

    /// <summary>Writes down what became of a task, the answer that was paid for, and what was used since the task's last record.</summary>
    public async ValueTask RecordAsync(WorkItem item, TaskOutcome status, LlmAnswer? answer, LlmFailure? failure)
    {
        if (state.Store is null)
        {
            return;
        }

        var (usage, cost, givenBack) = item.TakeUnrecorded();
        var (requests, failed) = item.TakeUnrecordedRequests();
        await AppendAsync(item, new CheckpointRecord
        {
            Id = item.Task.Id,
            Key = item.Key,
            Status = status,
            Attempts = item.Attempts,
            Requests = requests,
            FailedRequests = failed,
            Duration = item.Attempts == 0 ? TimeSpan.Zero : state.Time.GetElapsedTime(item.FirstSent),
            Usage = usage,
            Cost = item.SharedWith is null ? cost : (cost ?? 0),
            Reserved = -givenBack,
            SharedWith = item.SharedWith,
            MaxOutputTokens = answer is null ? null : item.OwnLimit,
            Answer = answer,
            Failure = failure,
        }).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes down what is reserved for a request before it leaves, so that a run after a crash knows what it may have cost.
    /// </summary>
    /// <returns>False when it could not be written, so that the request must not be sent.</returns>
    public ValueTask<bool> RecordReservationAsync(WorkItem item) =>
        state.Store is null || item.Reserved.IsNone ? new(true) : AppendAsync(item, Open(item, item.Reserved, failure: null) with { Attempts = item.Attempts + 1 });

    /// <summary>A request was answered with an error, or not sent after all, and has cost nothing: writes down that its reservation is given back.</summary>
    public async ValueTask RecordGivenBackAsync(WorkItem item, CostReservation reserved, LlmFailure? failure)
    {
        if (state.Store is not null && !reserved.IsNone)
        {
            var (requests, failed) = item.TakeUnrecordedRequests();
            await AppendAsync(item, Open(item, -reserved, failure) with { Requests = requests, FailedRequests = failed }).ConfigureAwait(false);
        }
    }

    private static CheckpointRecord Open(WorkItem item, CostReservation reserved, LlmFailure? failure) => new()
    {
        Id = item.Task.Id,
        Key = item.Key,
        Status = TaskOutcome.NotRun,
        Attempts = item.Attempts,
        Requests = 0,
        Reserved = reserved,
        Failure = failure,
    };

    /// <returns>Whether the record is written.</returns>
    private async ValueTask<bool> AppendAsync(WorkItem item, CheckpointRecord record)
    {
        var began = state.Time.GetTimestamp();
        try
        {
            await StoreAsync(record, out var offset).ConfigureAwait(false);
            item.RecordedAt = record.Status == TaskOutcome.Succeeded ? offset : item.RecordedAt;
            state.Metrics.Recorded(state.Time.GetElapsedTime(began));
            return true;
        }
        catch (Exception exception)
        {
            // The outcome still reaches the caller; nothing more is bought that could not be recorded.
            state.Stop(new LlmFailure(FailureKind.Rejected, $"The checkpoint cannot be written: {exception.Message}"));
            return false;
        }
    }

    private ValueTask StoreAsync(CheckpointRecord record, out long offset)
    {
        if (state.Store is CheckpointFile file)
        {
            return file.AppendAsync(record, out offset);
        }

        offset = 0;
        return state.Store!.AppendAsync(record, CancellationToken.None);
    }

    private async ValueTask FollowAsync(WorkItem item, IReadOnlyList<LlmTask> tasks)
    {
        List<WorkItem> items = [.. tasks.Select((task, position) => new WorkItem(task, item) { Position = position })];
        state.Metrics.FollowUpsExpected(items.Count);
        if (!AddFollowUps!(items))
        {
            foreach (var followUp in items)
            {
                state.Opened();
                state.Metrics.TaskTaken();
                await NotRunAsync(followUp).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask PublishAsync(WorkItem item, TaskResult result)
    {
        // What an earlier run bought was never entered, and is found in the checkpoint.
        var answer = result is { IsSuccess: true, FromCheckpoint: false } ? item.LastAnswer : null;
        var waiting = result.FromCheckpoint ? [] : Shared?.End(item, answer) ?? [];
        item.Release();
        try
        {
            item.Task.Notify(result);
        }
        catch (Exception exception)
        {
            BatchLog.CallbackFailed(state.Log, item.Task.Id, exception);
        }

        state.Metrics.TaskEnded(result);
        ExecutionInstruments.TaskEnded(result.Outcome);
        if (result.FromCheckpoint)
        {
            _reused.Add(new Completion(item, result));
            if (_reused.Count == ReusedAtOnce)
            {
                await ReleaseReusedAsync().ConfigureAwait(false);
            }

            return; // nobody waits for it: it has sent nothing
        }

        await HandOverAsync(new Completion(item, result)).ConfigureAwait(false);
        if (waiting.Count > 0)
        {
            await Shared!.ShareAsync(waiting, result, answer).ConfigureAwait(false);
        }
    }

    private async ValueTask HandOverAsync(Completion completion)
    {
        await state.Results.Writer.WriteAsync(completion, CancellationToken.None).ConfigureAwait(false);
        state.Closed();
    }

    // The members of a group go their own ways.
    private static WorkItem[] Detach(WorkItem item)
    {
        WorkItem[] members = [.. item.Members];
        item.Followers = [];
        return members;
    }

    private TaskAccount Account(WorkItem item, LlmAnswer? answer, bool fromCheckpoint) => new()
    {
        Attempts = item.Attempts,
        Duration = item.Attempts == 0 ? TimeSpan.Zero : state.Time.GetElapsedTime(item.FirstSent),
        CallTime = item.CallTime,
        Usage = item.Usage,
        Cost = fromCheckpoint ? 0 : item.SharedWith is null ? item.Cost : (item.Cost ?? 0),
        SharedWith = item.SharedWith,
        RawResponse = answer?.Text,
        Model = answer?.Model,
        Step = item.Step,
        FromCheckpoint = fromCheckpoint,
    };
}
