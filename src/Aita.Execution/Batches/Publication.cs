namespace Aita.Execution;

/// <summary>Records outcomes and hands them to the caller. An outcome is published only after its record is written.</summary>
internal sealed class Publication(BatchState state)
{
    /// <summary>Takes the follow-up tasks of successes; set once, when the intake is made. False when they will not be run.</summary>
    public Func<IReadOnlyList<WorkItem>, bool>? AddFollowUps { get; set; }

    /// <summary>Hands a value to the caller, after its follow-up tasks have joined the batch.</summary>
    public async ValueTask SucceedAsync(WorkItem item, object? value, IReadOnlyList<LlmTask> followUps, LlmAnswer answer, bool fromCheckpoint)
    {
        if (followUps.Count > 0)
        {
            await FollowAsync(item, followUps).ConfigureAwait(false);
        }

        await PublishAsync(item, item.Task.Success(value, Account(item, answer, fromCheckpoint))).ConfigureAwait(false);
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

    /// <summary>Writes down what became of a task, and the answer that was paid for.</summary>
    public async ValueTask RecordAsync(WorkItem item, TaskOutcome status, LlmAnswer? answer, LlmFailure? failure)
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
}
