namespace Aita.Execution;

/// <summary>
/// Leave to send a request: waits for a provider that is down, the spending cap and the rate gate, in this order, and gives everything back when
/// the request is not sent after all. Called by the dispatcher only.
/// </summary>
internal sealed class Clearance(BatchState state, FailureSettlement failures, Publication publication)
{
    private long _lastPermit;

    /// <summary>Number of the last permit given so far.</summary>
    public long LastPermit => Volatile.Read(ref _lastPermit);

    /// <summary>Waits until the request may be sent; false when it will not be, and its task is settled.</summary>
    public ValueTask<bool> WaitAsync(WorkItem item, CancellationToken stopping) =>
        item.HedgeOf is { } race ? WaitToHedgeAsync(item, race, stopping)
        : item.WarmsPrefix ? WaitToWarmAsync(item, stopping)
        : WaitForLeaveAsync(item, stopping);

    private async ValueTask<bool> WaitToWarmAsync(WorkItem item, CancellationToken stopping)
    {
        var admitted = await WaitForLeaveAsync(item, stopping).ConfigureAwait(false);
        if (!admitted)
        {
            state.Prefixes?.Ended(item, answered: false);
        }

        return admitted;
    }

    // A second request is a luxury: it takes money and a permit like any other, but is dropped where another would wait for more than the rate.
    private async ValueTask<bool> WaitToHedgeAsync(WorkItem item, HedgeRace race, CancellationToken stopping)
    {
        if (!state.Outage.IsQuiet || race.HedgeLost.IsCancellationRequested || !TryReserve(item))
        {
            return await NotSentAsync(item, failure: null).ConfigureAwait(false);
        }

        using var needless = CancellationTokenSource.CreateLinkedTokenSource(stopping, race.HedgeLost);
        try
        {
            item.Permit = await WaitAsync(state.Gate.WaitAsync(item.Estimated, needless.Token)).ConfigureAwait(false);
            Volatile.Write(ref _lastPermit, item.Permit.Number);
            if (!needless.IsCancellationRequested)
            {
                return true;
            }

            GiveBack(item);
        }
        catch (Exception exception) when (exception is LlmException || (exception is OperationCanceledException && needless.IsCancellationRequested))
        {
            FreeBudget(item);
        }

        return await NotSentAsync(item, failure: null).ConfigureAwait(false);
    }

    private async ValueTask<bool> WaitForLeaveAsync(WorkItem item, CancellationToken stopping)
    {
        await state.Outage.WaitAsync(item, stopping).ConfigureAwait(false);
        if (item.HasRetryPlace)
        {
            item.HasRetryPlace = false;
            state.RetryPlaces.Release();
        }

        if (!stopping.IsCancellationRequested && await failures.TrySkipAsync(item).ConfigureAwait(false))
        {
            item.TakenAt = null;
            return false;
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
            GiveBack(item);
            return await NotSentAsync(item, failure: null).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            FreeBudget(item);
            return await NotSentAsync(item, failure: null).ConfigureAwait(false);
        }
        catch (LlmException exception)
        {
            FreeBudget(item);
            return await NotSentAsync(item, exception.Failure).ConfigureAwait(false);
        }
    }

    /// <summary>Gives permit and reservation of a request back that has not been sent.</summary>
    public void GiveBack(WorkItem item)
    {
        state.Gate.Settle(item.Permit, new RateFeedback(RateOutcome.NotSent));
        FreeBudget(item);
    }

    private void FreeBudget(WorkItem item) => state.Budget.Settle(item.TakeReserved(), cost: null, outputTokens: 0);

    /// <param name="item">A task that is not sent.</param>
    /// <param name="failure">Why it can never be sent; null to leave it for a later run.</param>
    private async ValueTask<bool> NotSentAsync(WorkItem item, LlmFailure? failure)
    {
        state.Outage.NotSent(item);
        item.TakenAt = null;
        if (failure is null)
        {
            await publication.NotRunAsync(item).ConfigureAwait(false);
        }
        else
        {
            await failures.UnbuildableAsync(item, failure).ConfigureAwait(false);
        }

        return false;
    }

    private async ValueTask<bool> ReserveAsync(WorkItem item, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var inFlight = state.Slots.InFlight; // read first: what ends after this may free money
            if (TryReserve(item))
            {
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

    private bool TryReserve(WorkItem item)
    {
        long? limit = OutputLimit.Of(item.Options);
        var answers = 1;
        if (limit is null && state.Budget.HasCap && item.RawBody is { } body)
        {
            answers = RawLimit.ReadAnswers(body.Span);
            limit = (long?)RawLimit.Read(body.Span) * answers;
        }

        var reserved = state.Budget.TryReserve(item.Options?.ModelId ?? state.DefaultModel, Math.Max(item.Counted.Most, item.Estimated.Input), limit, answers);
        item.Reserved = reserved ?? default;
        return reserved is not null;
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
            RateWaitReason.ToldRequestLimit => WaitedFor.ToldRequestLimit,
            RateWaitReason.ToldTokenLimit => WaitedFor.ToldTokenLimit,
            _ => WaitedFor.RequestLimit,
        });
        state.Waits.Switch(WaitedFor.Nothing);
        return granted;
    }
}
