using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// Decides what becomes of a task after each answer or failure: record and parse, ask again, split, or give up.
/// </summary>
internal sealed class Settlement(BatchState state, Preparation preparation, Publication publication)
{
    /// <summary>
    /// An answer has arrived: checks it and writes it down. The paid answer is recorded before it is parsed, so that a failed or crashing parser
    /// cannot lose it.
    /// </summary>
    public async ValueTask<RecordedAnswer> RecordAsync(WorkItem item, LlmAnswer answer)
    {
        if (item.IsGroup)
        {
            return new(Failure: null, await RecordPartsAsync(item, answer).ConfigureAwait(false));
        }

        item.LastAnswer = answer;
        var failure = Check(item, answer);
        if (failure is null)
        {
            await publication.RecordAsync(item, TaskOutcome.Succeeded, answer, failure: null).ConfigureAwait(false);
        }

        return new(failure, Parts: null);
    }

    /// <summary>An answer has been recorded: reads it, asks again, or gives up.</summary>
    public async ValueTask AnswerAsync(WorkItem item, LlmAnswer answer, RecordedAnswer recorded)
    {
        if (item.IsGroup)
        {
            await SplitAsync(item, recorded.Parts).ConfigureAwait(false);
            return;
        }

        var failure = recorded.Failure ?? await TryPublishAsync(item, answer, fromCheckpoint: false).ConfigureAwait(false);
        if (failure is null)
        {
            return;
        }

        if (failure.Kind == FailureKind.InvalidResponse && TryRepair(item, answer, failure) is { } messages)
        {
            if (item.HasUnrecordedCost)
            {
                await publication.RecordAsync(item, TaskOutcome.Failed, answer, failure).ConfigureAwait(false);
            }

            AskAgain(item, messages, failure);
            return;
        }

        StopIfNeeded(failure);
        await FailureAsync(item, failure).ConfigureAwait(false);
    }

    /// <summary>Stops the batch when the failure means that there is no point in going on; to be called once for every failure.</summary>
    public void StopIfNeeded(LlmFailure failure)
    {
        if (state.StopPolicy.ReasonToStop(failure) is { } reason)
        {
            state.Stop(reason);
        }
    }

    /// <summary>A request has failed, or its answer cannot be used: tries again, or gives up.</summary>
    public async ValueTask FailureAsync(WorkItem item, LlmFailure failure)
    {
        if (item.IsGroup && !failure.IsTransient && !failure.StopsBatch && failure.Kind != FailureKind.Cancelled)
        {
            await HalveAsync(item).ConfigureAwait(false);
            return;
        }

        if (state.Stopping.IsCancellationRequested && (failure.IsTransient || failure.Kind == FailureKind.Cancelled))
        {
            await publication.NotRunAsync(item).ConfigureAwait(false);
            return;
        }

        var rateLimited = failure.Kind == FailureKind.RateLimited;
        var attempt = rateLimited ? ++item.Refusals : ++item.Failures;
        if (!failure.StopsBatch && state.Policy.Next(failure, attempt, !rateLimited && Wanted(item, failure)) is { } delay)
        {
            await RetryAsync(item, failure, delay).ConfigureAwait(false);
            return;
        }

        await publication.FailAsync(item, failure).ConfigureAwait(false);
    }

    /// <summary>Uses the answer that an earlier run bought, if it is an answer to the same request and can be read.</summary>
    public async ValueTask<bool> TryReuseAsync(WorkItem item, CheckpointRecord earlier)
    {
        if (!string.Equals(earlier.Key, item.Key, StringComparison.Ordinal) || earlier.Answer is not { } answer)
        {
            return false;
        }

        item.LastAnswer = answer;
        return Check(item, answer) is null && await TryPublishAsync(item, answer, fromCheckpoint: true).ConfigureAwait(false) is null;
    }

    /// <summary>A waiting retry is due: builds its request again and makes it ready.</summary>
    public void RetryDue(WorkItem item) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Settlement.PrepareAgainAsync(work.Item), (Settlement: this, Item: item), preferLocal: false);

    /// <summary>A request could not be built: gives the task up; the tasks of a combined request are tried apart.</summary>
    public ValueTask UnbuildableAsync(WorkItem item, LlmFailure failure) =>
        item.IsGroup ? HalveAsync(item) : publication.FailAsync(item, failure);

    private async Task PrepareAgainAsync(WorkItem item)
    {
        try
        {
            await state.RetryPlaces.WaitAsync(state.Stopping).ConfigureAwait(false);
            var failure = await preparation.PrepareAsync(item, state.Stopping).ConfigureAwait(false);
            if (failure is null)
            {
                item.HasRetryPlace = true;
                state.Ready.AddUrgent(item);
            }
            else
            {
                state.RetryPlaces.Release();
                await UnbuildableAsync(item, failure).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            await publication.NotRunAsync(item).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Nothing above lets an exception out; should it happen, the batch must end rather than hang.
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

    /// <returns>The messages that show the model what was wrong; null when it is not asked again.</returns>
    private IReadOnlyList<ChatMessage>? TryRepair(WorkItem item, LlmAnswer answer, LlmFailure failure)
    {
        if (item.Rejected is not null || state.Stopping.IsCancellationRequested)
        {
            return null;
        }

        try
        {
            return item.Task.BuildRepairMessages(item.Messages!, answer, failure.Message);
        }
        catch (Exception exception)
        {
            BatchLog.CallbackFailed(state.Log, item.Task.Id, exception);
            return null;
        }
    }

    private void AskAgain(WorkItem item, IReadOnlyList<ChatMessage> messages, LlmFailure failure)
    {
        item.Rejected = (item.LastAnswer!, failure.Message);
        item.Messages = messages;
        preparation.Estimate(item);
        Announce(item, failure, TimeSpan.Zero);
        state.Ready.AddUrgent(item);
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
        item.RawBody = null;
        if (!state.Retries.TryAdd(item, delay))
        {
            await publication.NotRunAsync(item).ConfigureAwait(false);
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

    /// <returns>The answer of each member that has one; null when the combined answer cannot be split.</returns>
    private async ValueTask<IReadOnlyList<LlmAnswer?>?> RecordPartsAsync(WorkItem group, LlmAnswer answer)
    {
        List<WorkItem> members = [.. group.Members];
        if (Check(group, answer) is not null || CombinedAnswer.Split(group, members, answer) is not { } parts)
        {
            return null;
        }

        var accepted = new LlmAnswer?[members.Count];
        for (var i = 0; i < members.Count; i++)
        {
            if (parts[i] is { } part && Check(members[i], part) is null)
            {
                accepted[i] = part;
                members[i].LastAnswer = part;
                await publication.RecordAsync(members[i], TaskOutcome.Succeeded, part, failure: null).ConfigureAwait(false);
            }
        }

        return accepted;
    }

    private async ValueTask SplitAsync(WorkItem group, IReadOnlyList<LlmAnswer?>? parts)
    {
        if (parts is null)
        {
            await HalveAsync(group).ConfigureAwait(false);
            return;
        }

        List<WorkItem> members = [.. group.Members];
        group.Followers = [];
        for (var i = 0; i < members.Count; i++)
        {
            members[i].Followers = [];
            if (parts[i] is not { } part || await TryPublishAsync(members[i], part, fromCheckpoint: false).ConfigureAwait(false) is not null)
            {
                RetryDue(members[i]); // asked alone
            }
        }
    }

    private async ValueTask HalveAsync(WorkItem group)
    {
        if (state.Stopping.IsCancellationRequested)
        {
            await publication.NotRunAsync(group).ConfigureAwait(false);
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
        await publication.SucceedAsync(item, value, followUps, answer, fromCheckpoint).ConfigureAwait(false);
        return null;
    }
}
