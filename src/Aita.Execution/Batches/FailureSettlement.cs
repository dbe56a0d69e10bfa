namespace Aita.Execution;

/// <summary>Decides what becomes of a task whose request failed or whose answer cannot be used: try again, halve, or give up.</summary>
internal sealed class FailureSettlement(BatchState state, Preparation preparation, Publication publication)
{
    /// <summary>Stops the batch when the failure means that there is no point in going on; to be called once for every failure.</summary>
    public void StopIfNeeded(WorkItem item, LlmFailure failure)
    {
        if (StopPolicy.IsSuspect(failure))
        {
            var hasTestified = item.IsWitness;
            item.IsWitness = true;
            // A model that is missing is no reason to stop as long as there are others.
            if (hasTestified || item.Step == RequestStep.RepairModel || HasOtherModel(item, failure))
            {
                return;
            }
        }

        if (state.StopPolicy.ReasonToStop(failure, state.Time.GetLocalNow()) is { } reason)
        {
            state.Stop(reason);
        }
    }

    /// <summary>A request has failed, or its answer cannot be used: tries again, or gives up.</summary>
    public async ValueTask FailureAsync(WorkItem item, LlmFailure failure)
    {
        if (item.IsGroup && !failure.IsTransientKind && !failure.StopsBatch && failure.Kind != FailureKind.Cancelled)
        {
            await HalveAsync(item).ConfigureAwait(false);
            return;
        }

        if (state.Stopping.IsCancellationRequested && (failure.IsTransient || failure.IsTransientKind || failure.Kind == FailureKind.Cancelled))
        {
            await publication.NotRunAsync(item).ConfigureAwait(false);
            return;
        }

        if (state.Outage.IsToBlame(item))
        {
            item.Excuse();
            await RetryAsync(item, failure, state.Policy.AfterOutage()).ConfigureAwait(false);
            return;
        }

        var rateLimited = failure.Kind == FailureKind.RateLimited;
        var attempt = rateLimited ? ++item.Refusals : ++item.Failures;
        item.FailedAlone(failure.Kind, state.StopPolicy.Successes);
        if (!failure.StopsBatch && !PoisonPolicy.IsToBlame(failure.Kind, item.Alike, state.Options.SetAsideAfter) && state.Policy.Next(failure, attempt, !rateLimited && Wanted(item, failure), ShareOfOthers(item, failure)) is { } delay)
        {
            await RetryAsync(item, failure, delay).ConfigureAwait(false);
            return;
        }

        if (failure.IsTransientKind && !item.HasBeenSpared && state.Outage.Doubt(item) is { } doubt)
        {
            item.HasBeenSpared = true;
            await RetryAsync(item, failure, doubt).ConfigureAwait(false);
            return;
        }

        if (NextModel(item, failure) is { } model)
        {
            await FallBackAsync(item, failure, model).ConfigureAwait(false);
            return;
        }

        await publication.FailAsync(item, PoisonPolicy.Describe(failure, item.Alike)).ConfigureAwait(false);
    }

    // With another model to ask, a task need not wait for this one.
    private double ShareOfOthers(WorkItem item, LlmFailure failure) => HasOtherModel(item, failure) ? 0 : state.FailureShare.Value;

    /// <summary>A waiting retry is due: builds its request again and makes it ready.</summary>
    public void RetryDue(WorkItem item) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Failures.PrepareAgainAsync(work.Item), (Failures: this, Item: item), preferLocal: false);

    /// <summary>A request could not be built, or fits no limit: gives the task up; the tasks of a combined request are tried apart.</summary>
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

    /// <summary>Whether a model is left that can be asked when the present one fails for good.</summary>
    public bool HasOtherModel(WorkItem item, LlmFailure failure) => NextModel(item, failure) is not null;

    /// <returns>Index of the fallback model to ask next; null to give up.</returns>
    private int? NextModel(WorkItem item, LlmFailure failure) => FallbackPolicy.Applies(failure)
        ? FallbackPolicy.Next(state.Options.FallbackModels, item.FallbacksUsed, item.OwnModel ?? state.DefaultModel, state.Missing.Contains)
        : null;

    /// <summary>A request is about to be sent: when its model is known to be missing, goes on as if it had been told so again.</summary>
    /// <returns>True when the request is not sent.</returns>
    public async ValueTask<bool> TrySkipAsync(WorkItem item)
    {
        var asked = item.Options?.ModelId ?? state.DefaultModel;
        if (!state.Missing.Contains(asked))
        {
            return false;
        }

        var failure = new LlmFailure(FailureKind.ModelUnavailable, $"The model {asked} is missing, as other tasks were told.");
        var next = NextModel(item, failure);
        if (next is null && item.Step != RequestStep.RepairModel)
        {
            return false;
        }

        state.Outage.NotSent(item);
        if (next is { } index)
        {
            item.FallBack(state.Options.FallbackModels[index], index);
            item.Messages = null;
            RetryDue(item);
        }
        else
        {
            await publication.FailAsync(item, failure with { RawResponse = item.LastAnswer?.Text }).ConfigureAwait(false);
        }

        return true;
    }

    private async ValueTask FallBackAsync(WorkItem item, LlmFailure failure, int index)
    {
        if (item.HasUnrecordedCost)
        {
            await publication.RecordAsync(item, TaskOutcome.Failed, item.LastAnswer, failure).ConfigureAwait(false);
        }

        item.FallBack(state.Options.FallbackModels[index], index);
        BatchLog.FallingBack(state.Log, item.Task.Id, item.Model!, failure.Kind);
        AskAnew(item, failure);
    }

    /// <summary>Asks again at once, with a request that is built anew.</summary>
    public void AskAnew(WorkItem item, LlmFailure failure)
    {
        Announce(item, failure, TimeSpan.Zero);
        item.Messages = null;
        RetryDue(item);
    }

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

    /// <summary>Counts and tells that a task is asked again.</summary>
    public void Announce(WorkItem item, LlmFailure failure, TimeSpan delay)
    {
        state.Metrics.Retried();
        ExecutionInstruments.Retried(failure.Kind);
        BatchLog.Retrying(state.Log, item.Task.Id, item.Attempts, failure.Kind, delay);
        if (state.Events.IsOpen)
        {
            state.Events.Send(new ExecutionEvent.RetryScheduled(item.Task.Id, item.Attempts, delay, failure));
        }
    }

    /// <summary>Asks the tasks of a combined request again in two halves.</summary>
    public async ValueTask HalveAsync(WorkItem group)
    {
        if (state.Stopping.IsCancellationRequested)
        {
            await publication.NotRunAsync(group).ConfigureAwait(false);
            return;
        }

        foreach (var half in CombinedAnswer.Halve(group))
        {
            if (group.Attempts > 0)
            {
                state.Metrics.Retried();
            }

            RetryDue(half);
        }
    }
}
