namespace Aita.Execution;

/// <summary>
/// Sends the request of a task. Its slot is held until the answer is recorded and no longer: a killed process then loses at most one paid answer
/// for each slot, and parsing, backoff and slow consumers hold none.
/// </summary>
internal sealed class Sender(
    BatchState state, Clearance clearance, Exchange exchange, AnswerSettlement answers, FailureSettlement failures, Publication publication)
{
    /// <summary>Starts the request on the thread pool, before anything else that this thread has to do.</summary>
    public void Start(WorkItem item) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Sender.StartAsync(work.Item), (Sender: this, Item: item), preferLocal: true);

    private async Task StartAsync(WorkItem item)
    {
        try
        {
            await (item.HedgeOf is { } race ? HedgeAsync(item, race) : RunAsync(item)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Nothing above lets an exception out; should it happen, the batch must end rather than hang.
            state.Fault(exception);
        }
    }

    private async Task RunAsync(WorkItem item)
    {
        // The next request is built when this one has left, and this answer is read when the next request has: an idle
        // slot costs more than work that fits into a latency.
        var sending = await publication.RecordReservationAsync(item).ConfigureAwait(false) ? exchange.RunAsync(item) : null;
        state.Ready.Room.Set();
        if (sending is null)
        {
            state.Prefixes?.Ended(item, answered: false);
            await NotSentAsync(item).ConfigureAwait(false);
            return;
        }

        var (answer, failure) = await FinishAsync(item, await sending.ConfigureAwait(false)).ConfigureAwait(false);
        state.Prefixes?.Ended(item, answered: answer is not null);
        var recorded = answer is null ? default : await answers.RecordAsync(item, answer).ConfigureAwait(false);
        ReleaseSlot();
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

    /// <summary>Ends the race of a request that may have been asked a second time; without an answer, that one's answer counts.</summary>
    private async ValueTask<(LlmAnswer? Answer, LlmFailure? Failure)> FinishAsync(WorkItem item, ExchangeResult own)
    {
        if (item.Race is not { } race)
        {
            return (own.Answer, own.Failure);
        }

        item.Race = null;
        if (race.EndPrimary(own.Answer is not null))
        {
            ReleaseSlot();
            await race.HedgeEnded.ConfigureAwait(false);
        }

        if (race.WasHedged)
        {
            foreach (var member in item.Members)
            {
                member.Sent(race.Sent);
            }

            item.CountRequest();
        }

        if (race.Won is not { } won)
        {
            return (own.Answer, own.Failure);
        }

        Share.Among(item, won.Elapsed, won.Answer, won.Reserved);
        return (own.Answer ?? won.Answer, null);
    }

    /// <summary>Sends the second request of a task. Its end is told to the first one, which goes on with the task.</summary>
    private async Task HedgeAsync(WorkItem item, HedgeRace race)
    {
        state.Ready.Room.Set();
        var reserved = item.Reserved;
        var isRecorded = await publication.RecordReservationAsync(item).ConfigureAwait(false);
        if (!isRecorded || !race.TryStartHedge())
        {
            if (isRecorded)
            {
                await publication.RecordGivenBackAsync(item, reserved, failure: null).ConfigureAwait(false);
            }

            await NotSentAsync(item).ConfigureAwait(false);
            return;
        }

        var end = await exchange.RunAsync(item).ConfigureAwait(false);
        var (won, isAwaited) = race.EndHedge(end.Answer, end.Elapsed, end.Reserved);
        if (won)
        {
            state.Metrics.StepSucceeded(RequestStep.Hedge);
        }
        else if (end.Answer is not null)
        {
            await publication.RecordAsync(item, TaskOutcome.NotRun, answer: null, failure: null).ConfigureAwait(false); // paid all the same
        }

        if (!isAwaited)
        {
            ReleaseSlot();
        }

        state.Hedges!.Settle(race, end.Answer?.Usage?.Total);
    }

    private async ValueTask NotSentAsync(WorkItem item)
    {
        clearance.GiveBack(item);
        state.Outage.NotSent(item);
        ReleaseSlot();
        await publication.NotRunAsync(item).ConfigureAwait(false);
    }

    private void ReleaseSlot()
    {
        state.Slots.Release();
        state.Ready.Changed.Set();
    }
}
