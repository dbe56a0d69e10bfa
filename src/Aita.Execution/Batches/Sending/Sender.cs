namespace Aita.Execution;

/// <summary>
/// Sends one request. Its slot is held until the answer is recorded and no longer: a killed process then loses at most one paid answer for each
/// slot, and parsing, backoff and slow consumers hold none.
/// </summary>
internal sealed class Sender(BatchState state, Clearance clearance, AnswerSettlement answers, FailureSettlement failures, Publication publication)
{
    /// <summary>Starts the request on the thread pool, before anything else that this thread has to do.</summary>
    public void Start(WorkItem item) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Sender.RunAsync(work.Item), (Sender: this, Item: item), preferLocal: true);

    private async Task RunAsync(WorkItem item)
    {
        try
        {
            // The next request is built when this one has left, and this answer is read when the next request has: an idle
            // slot costs more than work that fits into a latency.
            var sending = await publication.RecordReservationAsync(item).ConfigureAwait(false) ? SendAsync(item) : null;
            state.Ready.Room.Set();
            if (sending is null)
            {
                await NotSentAsync(item).ConfigureAwait(false);
                return;
            }

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

    private async ValueTask NotSentAsync(WorkItem item)
    {
        clearance.GiveBack(item);
        state.Outage.NotSent(item);
        state.Prefixes?.Ended(item, answered: false);
        state.Slots.Release();
        state.Ready.Changed.Set();
        await publication.NotRunAsync(item).ConfigureAwait(false);
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
        var reserved = item.TakeReserved();
        var pause = Settle(item, reserved, answer, failure, limits);
        state.Outage.Ended(item, failure, failure is not null && failures.HasOtherModel(item, failure));
        state.Workers.Ended(elapsed, failure?.Kind, item.Permit.Number, clearance.LastPermit);
        Account(item, elapsed, answer, failure, pause);
        ExecutionInstruments.AttemptEnded(activity, elapsed, answer, failure, state.Provider, model);
        if (failure is { MayBeBilled: false })
        {
            await publication.RecordGivenBackAsync(item, reserved, failure).ConfigureAwait(false);
        }

        return (answer, failure);
    }

    private TimeSpan Settle(WorkItem item, CostReservation reserved, LlmAnswer? answer, LlmFailure? failure, RateLimitSnapshot? limits)
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

        if (failure is { MayBeBilled: true } || answer is { Cost: null })
        {
            state.Budget.BrokenOff(reserved);
        }
        else
        {
            state.Budget.Settle(reserved, answer?.Cost, answer?.Usage?.Output ?? 0);
            item.GiveBack(answer is null ? default : reserved);
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
