namespace Aita.Execution;

/// <summary>
/// One request and its answer: sends it, and settles permit, budget and figures before the slot is free, so that whoever sees the slot also sees
/// the stop, the pause and the money given back.
/// </summary>
internal sealed class Exchange(BatchState state, Clearance clearance, FailureSettlement failures, Publication publication)
{
    public async Task<ExchangeResult> RunAsync(WorkItem item)
    {
        var sent = state.Time.GetTimestamp();
        state.Workers.Sent();
        var flight = item.HedgeOf is null ? state.Hedges?.Started(item, sent) : null;
        item.Race = flight?.Value;
        foreach (var member in item.Members)
        {
            member.Sent(sent);
        }

        item.CountRequest();

        state.Metrics.AttemptStarted();
        if (state.Events.IsOpen)
        {
            state.Events.Send(new ExecutionEvent.AttemptStarted(item.Task.Id, item.Attempts));
        }

        var model = item.Options?.ModelId ?? state.DefaultModel;
        var activity = ExecutionInstruments.StartAttempt(item.Task.Id, item.Attempts, state.Provider, model);
        var (answer, failure, limits) = await AskAsync(item, model).ConfigureAwait(false);
        var elapsed = state.Time.GetElapsedTime(sent);
        if (flight is not null)
        {
            state.Hedges!.Ended(flight);
        }

        Remember(item, model, failure);
        var reserved = item.TakeReserved();
        var pause = Settle(item, reserved, answer, failure, limits);
        state.Outage.Ended(item, failure, sent, failure is not null && failures.HasOtherModel(item, failure));
        state.Workers.Ended(elapsed, failure?.Kind, item.Permit.Number, clearance.LastPermit);
        var givenBack = answer is { Cost: not null } ? reserved : default;
        Account(item, elapsed, answer, failure, pause);
        Share.Among(item, elapsed, answer, givenBack);
        ExecutionInstruments.AttemptEnded(activity, elapsed, answer, failure, state.Provider, model);
        if (failure is { MayBeBilled: false })
        {
            await publication.RecordGivenBackAsync(item, reserved, failure).ConfigureAwait(false);
        }

        return new(answer, failure, elapsed, givenBack);
    }

    private async Task<(LlmAnswer? Answer, LlmFailure? Failure, RateLimitSnapshot? Limits)> AskAsync(WorkItem item, string? model)
    {
        var lost = item.HedgeOf?.HedgeLost ?? item.Race?.PrimaryLost ?? CancellationToken.None;
        using var timeout = new CancellationTokenSource(state.Options.Timeout, state.Time);
        using var onAbort = state.Aborting.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout);
        using var onLoss = lost.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout);
        try
        {
            // WaitAsync: a client that does not honour its token must not keep the slot.
            var response = await state.Client.GetResponseAsync(item.Messages!, state.Routing.OptionsOf(item), timeout.Token)
                .WaitAsync(timeout.Token).ConfigureAwait(false);
            return (AnswerReader.Read(response, model, state.Environment.Prices, item.Task.KeepsResponseBody), null, AnswerReader.LimitsOf(response));
        }
        catch (Exception exception)
        {
            var aborted = state.Aborting.IsCancellationRequested || lost.IsCancellationRequested;
            var failure = FailureClassifier.Classify(exception, timedOut: timeout.IsCancellationRequested && !aborted, cancelled: aborted);
            return (null, failure, (exception as LlmException)?.RateLimits);
        }
    }

    private void Remember(WorkItem item, string? model, LlmFailure? failure)
    {
        if (failure is null)
        {
            state.Missing.Answered(model);
        }
        else if (!item.IsWitness)
        {
            state.Missing.Failed(model, failure);
        }
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

        state.FailureShare.Ended(failure, item.Failures);
        if (answer is not null)
        {
            state.Hedges?.Answered(elapsed, answer.Usage);
            if (answer.Usage is { } usage)
            {
                state.LearntUsage.Observe(state.KindOf(item), item.Counted.Likely, usage with { Output = usage.Output / item.TasksInRequest });
            }
        }

        // An aborted second request is no failure, nor is a first one whose second one came first.
        if (failure is not null && item.HedgeOf is null && item.Race?.PrimaryLost.IsCancellationRequested != true)
        {
            item.CountFailure(failure.Kind);
            state.Metrics.Failed(failure.Kind);
        }

        state.Metrics.AttemptEnded(elapsed, answer, failure, item.Step);
    }
}

/// <summary>How a request ended, after it is settled.</summary>
/// <param name="Answer">Its answer; null when it failed.</param>
/// <param name="Failure">Why it failed; null when it was answered.</param>
/// <param name="Elapsed">Its time.</param>
/// <param name="Reserved">What was reserved for it and is replaced by its cost; none when that is not known.</param>
internal readonly record struct ExchangeResult(LlmAnswer? Answer, LlmFailure? Failure, TimeSpan Elapsed, CostReservation Reserved);
