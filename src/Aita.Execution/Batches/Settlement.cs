namespace Aita.Execution;

/// <summary>
/// Decides what becomes of a task after each answer or failure: record, parse, ask again, give up, and hand the outcome to the caller. An
/// outcome is published only after its record is written.
/// </summary>
internal sealed class Settlement(BatchState state, Preparation preparation)
{
    /// <summary>Takes the follow-up tasks of successes; set once, when the intake is made.</summary>
    public Func<IReadOnlyList<WorkItem>, bool>? AddFollowUps { get; set; }

    /// <summary>An answer has arrived.</summary>
    public async ValueTask AnswerAsync(WorkItem item, LlmAnswer answer)
    {
        if (item.IsGroup)
        {
            await SplitAsync(item, answer).ConfigureAwait(false);
            return;
        }

        var failure = Check(item, answer);
        if (failure is null)
        {
            // The paid answer is recorded before it is parsed: a failed or crashing parser cannot lose it.
            await RecordAsync(item, TaskOutcome.Succeeded, answer, failure: null).ConfigureAwait(false);
            failure = await TryPublishAsync(item, answer, fromCheckpoint: false).ConfigureAwait(false);
            if (failure is null)
            {
                return;
            }
        }

        if (failure.Kind == FailureKind.InvalidResponse && TryRepair(item, answer, failure))
        {
            return;
        }

        await FailureAsync(item, failure, answer).ConfigureAwait(false);
    }

    /// <summary>A request has failed, or its answer cannot be used: tries again, or gives up.</summary>
    public async ValueTask FailureAsync(WorkItem item, LlmFailure failure, LlmAnswer? answer)
    {
        if (state.StopPolicy.ReasonToStop(failure) is { } reason)
        {
            state.Stop(reason);
        }

        if (item.IsGroup && !failure.IsTransient && !failure.StopsBatch && failure.Kind != FailureKind.Cancelled)
        {
            await HalveAsync(item).ConfigureAwait(false);
            return;
        }

        if (state.Stopping.IsCancellationRequested && (failure.IsTransient || failure.Kind == FailureKind.Cancelled))
        {
            await NotRunAsync(item).ConfigureAwait(false);
            return;
        }

        var rateLimited = failure.Kind == FailureKind.RateLimited;
        var attempt = rateLimited ? ++item.Refusals : ++item.Failures;
        if (!failure.StopsBatch && state.Policy.Next(failure, attempt, !rateLimited && Wanted(item, failure)) is { } delay)
        {
            await RetryAsync(item, failure, delay).ConfigureAwait(false);
            return;
        }

        await FailAsync(item, failure, answer).ConfigureAwait(false);
    }

    /// <summary>Gives a task up.</summary>
    public async ValueTask FailAsync(WorkItem item, LlmFailure failure, LlmAnswer? answer)
    {
        foreach (var member in item.Members)
        {
            await RecordAsync(member, TaskOutcome.Failed, answer, failure).ConfigureAwait(false);
            await RefuseAsync(member, failure, answer).ConfigureAwait(false);
        }
    }

    /// <summary>Gives a task up without a record.</summary>
    public ValueTask RefuseAsync(WorkItem item, LlmFailure failure, LlmAnswer? answer = null)
    {
        BatchLog.TaskFailed(state.Log, item.Task.Id, failure.Kind, failure.Message);
        return PublishAsync(item, item.Task.Without(TaskOutcome.Failed, failure, Account(item, answer, fromCheckpoint: false)));
    }

    /// <summary>Leaves a task for a later run.</summary>
    public async ValueTask NotRunAsync(WorkItem item)
    {
        var reason = state.StoppedBy ?? new LlmFailure(FailureKind.Cancelled, "The batch stopped.");
        foreach (var member in item.Members)
        {
            var failure = new LlmFailure(reason.Kind, $"Not run, since the batch stopped: {reason.Message}");
            await PublishAsync(member, member.Task.Without(TaskOutcome.NotRun, failure, Account(member, answer: null, fromCheckpoint: false)))
                .ConfigureAwait(false);
        }
    }

    /// <summary>Uses the answer that an earlier run bought, if it is an answer to the same request and can be read.</summary>
    public async ValueTask<bool> TryReuseAsync(WorkItem item, CheckpointRecord earlier)
    {
        if (!string.Equals(earlier.Key, item.Key, StringComparison.Ordinal) || earlier.Answer is not { } answer || Check(item, answer) is not null)
        {
            return false;
        }

        return await TryPublishAsync(item, answer, fromCheckpoint: true).ConfigureAwait(false) is null;
    }

    /// <summary>A waiting retry is due: builds its request again and makes it ready.</summary>
    public void RetryDue(WorkItem item) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Settlement.PrepareAgainAsync(work.Item), (Settlement: this, Item: item), preferLocal: false);

    private async Task PrepareAgainAsync(WorkItem item)
    {
        try
        {
            var failure = await preparation.PrepareAsync(item, state.Stopping).ConfigureAwait(false);
            if (failure is null)
            {
                state.Ready.AddUrgent(item);
            }
            else
            {
                await FailAsync(item, failure, answer: null).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            await NotRunAsync(item).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            state.Fault(exception);
        }
    }

    private static LlmFailure? Check(WorkItem item, LlmAnswer answer)
    {
        try
        {
            return item.Task.CheckAnswer(answer);
        }
        catch (Exception exception)
        {
            return Unreadable(answer, exception);
        }
    }

    private static LlmFailure Unreadable(LlmAnswer answer, Exception exception) =>
        (exception is LlmException known ? known.Failure : new LlmFailure(FailureKind.InvalidResponse, exception.Message)) with
        {
            RawResponse = answer.Text,
        };

    private bool Wanted(WorkItem item, LlmFailure failure)
    {
        try
        {
            return item.Task.ShouldRetry(failure, item.Failures);
        }
        catch (Exception exception)
        {
            BatchLog.CallbackFailed(state.Log, item.Task.Id, exception);
            return failure.IsTransient;
        }
    }

    private bool TryRepair(WorkItem item, LlmAnswer answer, LlmFailure failure)
    {
        if (item.Rejected is not null || state.Stopping.IsCancellationRequested
            || item.Task.BuildRepairMessages(item.Messages!, answer, failure.Message) is not { } messages)
        {
            return false;
        }

        item.Rejected = (answer, failure.Message);
        item.Messages = messages;
        preparation.Estimate(item);
        Announce(item, failure, TimeSpan.Zero);
        state.Ready.AddUrgent(item);
        return true;
    }

    private async ValueTask RetryAsync(WorkItem item, LlmFailure failure, TimeSpan delay)
    {
        Announce(item, failure, delay);
        if (delay == TimeSpan.Zero)
        {
            state.Ready.AddUrgent(item);
            return;
        }

        item.Messages = null; // images must not wait in memory
        if (!state.Retries.TryAdd(item, delay))
        {
            await NotRunAsync(item).ConfigureAwait(false);
        }
    }

    private void Announce(WorkItem item, LlmFailure failure, TimeSpan delay)
    {
        state.Metrics.Retried();
        ExecutionInstruments.Retried(failure.Kind);
        BatchLog.Retrying(state.Log, item.Task.Id, item.Attempts, failure.Kind, delay);
        if (state.Events.IsOpen)
        {
            state.Events.Send(new ExecutionEvent.RetryScheduled(item.Task.Id, item.Attempts, delay, failure));
        }
    }

    private async ValueTask SplitAsync(WorkItem group, LlmAnswer answer)
    {
        List<WorkItem> members = [.. group.Members];
        if (CombinedAnswer.Split(group, members, answer) is not { } parts)
        {
            await HalveAsync(group).ConfigureAwait(false);
            return;
        }

        group.Followers = [];
        for (var i = 0; i < members.Count; i++)
        {
            members[i].Followers = [];
            if (parts[i] is { } part && Check(members[i], part) is null)
            {
                await RecordAsync(members[i], TaskOutcome.Succeeded, part, failure: null).ConfigureAwait(false);
                if (await TryPublishAsync(members[i], part, fromCheckpoint: false).ConfigureAwait(false) is null)
                {
                    continue;
                }
            }

            RetryDue(members[i]); // asked alone
        }
    }

    private async ValueTask HalveAsync(WorkItem group)
    {
        if (state.Stopping.IsCancellationRequested)
        {
            await NotRunAsync(group).ConfigureAwait(false);
            return;
        }

        foreach (var half in CombinedAnswer.Halve(group))
        {
            state.Metrics.Retried();
            RetryDue(half);
        }
    }

    /// <returns>Why the answer could not be read, or null when its outcome is published.</returns>
    private async ValueTask<LlmFailure?> TryPublishAsync(WorkItem item, LlmAnswer answer, bool fromCheckpoint)
    {
        object? value;
        IReadOnlyList<LlmTask> followUps;
        try
        {
            value = item.Task.Parse(answer);
            followUps = item.Task.MakeFollowUps(value);
        }
        catch (Exception exception)
        {
            return Unreadable(answer, exception);
        }

        state.StopPolicy.Succeeded();
        await FollowAsync(item, followUps).ConfigureAwait(false);
        await PublishAsync(item, item.Task.Success(value, Account(item, answer, fromCheckpoint))).ConfigureAwait(false);
        return null;
    }

    private async ValueTask FollowAsync(WorkItem item, IReadOnlyList<LlmTask> tasks)
    {
        if (tasks.Count == 0)
        {
            return;
        }

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
        item.Messages = null;
        item.Options = null;
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
        await state.Results.Writer.WriteAsync(new Completion(item, result), CancellationToken.None).ConfigureAwait(false);
        state.Closed();
    }

    private TaskAccount Account(WorkItem item, LlmAnswer? answer, bool fromCheckpoint) => new()
    {
        Attempts = item.Attempts,
        Duration = item.Attempts == 0 ? TimeSpan.Zero : state.Time.GetElapsedTime(item.FirstSent),
        CallTime = item.CallTime,
        Usage = item.Usage,
        Cost = fromCheckpoint ? 0 : item.Cost,
        RawResponse = answer?.Text,
        FromCheckpoint = fromCheckpoint,
    };

    private async ValueTask RecordAsync(WorkItem item, TaskOutcome status, LlmAnswer? answer, LlmFailure? failure)
    {
        if (state.Store is not { } store)
        {
            return;
        }

        try
        {
            await store.AppendAsync(
                new CheckpointRecord
                {
                    Id = item.Task.Id,
                    Key = item.Key,
                    Status = status,
                    Attempts = item.Attempts,
                    Duration = item.Attempts == 0 ? TimeSpan.Zero : state.Time.GetElapsedTime(item.FirstSent),
                    Usage = item.Usage,
                    Cost = item.Cost,
                    Answer = answer,
                    Failure = failure,
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            // The outcome still reaches the caller; nothing more is bought that could not be recorded.
            state.Stop(new LlmFailure(FailureKind.Rejected, $"The checkpoint cannot be written: {exception.Message}"));
        }
    }
}
