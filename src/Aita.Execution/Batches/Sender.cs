namespace Aita.Execution;

/// <summary>
/// Sends one request. Its slot is held until the answer is recorded and no longer: a killed process then loses at most one paid answer for each
/// slot, and parsing, backoff and slow consumers hold none.
/// </summary>
internal sealed class Sender(BatchState state, AnswerSettlement answers, FailureSettlement failures, Publication publication)
{
    private long _lastPermit;

    /// <summary>Waits for a provider that is down, the budget and the rate gate; called by the dispatcher only.</summary>
    public ValueTask<bool> AdmitAsync(WorkItem item, CancellationToken stopping) =>
        item.WarmsPrefix ? AdmitWarmingAsync(item, stopping) : WaitForLeaveAsync(item, stopping);

    private async ValueTask<bool> AdmitWarmingAsync(WorkItem item, CancellationToken stopping)
    {
        var admitted = await WaitForLeaveAsync(item, stopping).ConfigureAwait(false);
        if (!admitted)
        {
            state.Prefixes?.Ended(item, answered: false);
        }

        return admitted;
    }

    private async ValueTask<bool> WaitForLeaveAsync(WorkItem item, CancellationToken stopping)
    {
        await state.Outage.WaitAsync(item, stopping).ConfigureAwait(false);
        if (item.HasRetryPlace)
        {
            item.HasRetryPlace = false;
            state.RetryPlaces.Release();
        }

        try
        {
            if (state.Budget.HasCap && !await ReserveAsync(item, stopping).ConfigureAwait(false))
            {
                return await NotSentAsync(item, failure: null).ConfigureAwait(false);
            }

            item.Permit = await WaitAsync(state.Gate.WaitAsync(item.Estimated, stopping)).ConfigureAwait(false);
            Volatile.Write(ref _lastPermit, item.Permit.Number);
            if (!stopping.IsCancellationRequested)
            {
                return true;
            }

            // Stopped at the last moment: everything is given back.
            state.Gate.Settle(item.Permit, new RateFeedback(RateOutcome.NotSent));
            state.Budget.Settle(item.ReservedCost, cost: null, outputTokens: 0);
            return await NotSentAsync(item, failure: null).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            state.Budget.Settle(item.ReservedCost, cost: null, outputTokens: 0);
            return await NotSentAsync(item, failure: null).ConfigureAwait(false);
        }
        catch (LlmException exception)
        {
            state.Budget.Settle(item.ReservedCost, cost: null, outputTokens: 0);
            return await NotSentAsync(item, exception.Failure).ConfigureAwait(false);
        }
    }

    /// <summary>Starts the request on the thread pool, before anything else that this thread has to do.</summary>
    public void Start(WorkItem item) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Sender.RunAsync(work.Item), (Sender: this, Item: item), preferLocal: true);

    /// <param name="item">A task that is not sent.</param>
    /// <param name="failure">Why it can never be sent; null to leave it for a later run.</param>
    private async ValueTask<bool> NotSentAsync(WorkItem item, LlmFailure? failure)
    {
        state.Outage.NotSent(item);
        if (failure is null)
        {
            await publication.NotRunAsync(item).ConfigureAwait(false);
        }
        else
        {
            await publication.FailAsync(item, failure).ConfigureAwait(false);
        }

        return false;
    }

    private async ValueTask<bool> ReserveAsync(WorkItem item, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var model = item.Options?.ModelId ?? state.DefaultModel;
            var inFlight = state.Slots.InFlight; // read first: what ends after this may free money
            if (state.Budget.TryReserve(model, item.Estimated.Input, item.Options?.MaxOutputTokens) is { } reserved)
            {
                item.ReservedCost = reserved;
                return true;
            }

            if (inFlight == 0)
            {
                state.Stop(state.Budget.Exhausted());
                return false;
            }

            await state.Ready.Changed.WaitAsync().ConfigureAwait(false); // a request in flight may turn out cheaper
        }

        return false;
    }

    private async ValueTask<RatePermit> WaitAsync(ValueTask<RatePermit> permit)
    {
        if (permit.IsCompleted)
        {
            return await permit.ConfigureAwait(false);
        }

        state.Waits.Switch(WaitedFor.RequestLimit);
        var granted = await permit.ConfigureAwait(false);
        state.Waits.Rename(granted.WaitReason switch
        {
            RateWaitReason.TokenLimit => WaitedFor.TokenLimit,
            RateWaitReason.Pause => WaitedFor.ProviderPause,
            _ => WaitedFor.RequestLimit,
        });
        state.Waits.Switch(WaitedFor.Nothing);
        return granted;
    }

    private async Task RunAsync(WorkItem item)
    {
        try
        {
            // The next request is built when this one has left, and this answer is read when the next request has: an idle
            // slot costs more than work that fits into a latency.
            var sending = SendAsync(item);
            state.Ready.Room.Set();
            var (answer, failure) = await sending.ConfigureAwait(false);
            state.Prefixes?.Ended(item, answered: answer is not null);
            var recorded = answer is null ? default : await answers.RecordAsync(item, answer).ConfigureAwait(false);
            state.Slots.Release();
            state.Ready.Changed.Set();
            await Task.Yield();
            if (answer is not null)
            {
                await answers.AnswerAsync(item, answer, recorded).ConfigureAwait(false);
            }
            else
            {
                await failures.FailureAsync(item, failure!).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            // Nothing above lets an exception out; should it happen, the batch must end rather than hang.
            state.Fault(exception);
        }
    }

    private async Task<(LlmAnswer? Answer, LlmFailure? Failure)> SendAsync(WorkItem item)
    {
        var sent = state.Time.GetTimestamp();
        foreach (var member in item.Members)
        {
            member.Sent(sent);
        }

        state.Metrics.AttemptStarted();
        if (state.Events.IsOpen)
        {
            state.Events.Send(new ExecutionEvent.AttemptStarted(item.Task.Id, item.Attempts));
        }

        var model = item.Options?.ModelId ?? state.DefaultModel;
        var activity = ExecutionInstruments.StartAttempt(item.Task.Id, item.Attempts, state.Provider, model);
        LlmAnswer? answer = null;
        LlmFailure? failure = null;
        RateLimitSnapshot? limits = null;
        using var timeout = new CancellationTokenSource(state.Options.Timeout, state.Time);
        using (state.Aborting.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout))
        {
            try
            {
                // WaitAsync: a client that does not honour its token must not keep the slot.
                var response = await state.Client.GetResponseAsync(item.Messages!, state.Routing.OptionsOf(item), timeout.Token)
                    .WaitAsync(timeout.Token).ConfigureAwait(false);
                limits = AnswerReader.LimitsOf(response);
                answer = AnswerReader.Read(response, model, state.Environment.Prices, item.Task.KeepsResponseBody);
            }
            catch (Exception exception)
            {
                var aborted = state.Aborting.IsCancellationRequested;
                limits = (exception as LlmException)?.RateLimits;
                failure = FailureClassifier.Classify(exception, timedOut: timeout.IsCancellationRequested && !aborted, cancelled: aborted);
            }
        }

        // Settled before the slot is free: whoever sees the slot must also see the stop, the pause and the money given back.
        var elapsed = state.Time.GetElapsedTime(sent);
        var pause = Settle(item, answer, failure, limits);
        state.Outage.Ended(item, failure, failure is not null && failures.HasOtherModel(item, failure));
        state.Workers.Ended(elapsed, failure?.Kind, item.Permit.Number, Volatile.Read(ref _lastPermit));
        Account(item, elapsed, answer, failure, pause);
        ExecutionInstruments.AttemptEnded(activity, elapsed, answer, failure, state.Provider, model);
        return (answer, failure);
    }

    private TimeSpan Settle(WorkItem item, LlmAnswer? answer, LlmFailure? failure, RateLimitSnapshot? limits)
    {
        if (failure is not null)
        {
            failures.StopIfNeeded(item, failure);
        }
        else
        {
            state.StopPolicy.Succeeded();
            if (state.Budget.HasCap && answer!.Cost is null)
            {
                state.Stop(CostBudget.CostUnknown);
            }
        }

        if (failure is { MayBeBilled: true })
        {
            state.Budget.BrokenOff(item.ReservedCost);
        }
        else
        {
            state.Budget.Settle(item.ReservedCost, answer?.Cost, answer?.Usage?.Output ?? 0);
        }

        return state.Gate.Settle(item.Permit, new RateFeedback(
            answer is not null ? RateOutcome.Answered : failure!.Kind == FailureKind.RateLimited ? RateOutcome.RateLimited : RateOutcome.Failed,
            answer?.Usage,
            failure?.RetryAfter > state.Options.MaxRetryAfter ? null : failure?.RetryAfter,
            limits));
    }

    private void Account(WorkItem item, TimeSpan elapsed, LlmAnswer? answer, LlmFailure? failure, TimeSpan pause)
    {
        if (pause > TimeSpan.Zero)
        {
            state.Metrics.Paused();
            BatchLog.Paused(state.Log, pause);
            if (state.Events.IsOpen)
            {
                state.Events.Send(new ExecutionEvent.PoolPaused(pause, failure?.Message ?? string.Empty));
            }
        }

        if (answer?.Usage is { } usage)
        {
            state.TypicalOutput.Observe(usage.Output);
        }

        state.Metrics.AttemptEnded(elapsed, answer, failure?.Kind, item.Step);
        Share.Among(item, elapsed, answer);
    }
}
