namespace Aita.Execution;

/// <summary>
/// Watches the requests in flight at the end of a batch and asks those a second time that take longer than nearly all others did. One timer for
/// all of them; constant work for each request. Thread-safe.
/// </summary>
internal sealed class HedgeWatch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly BatchState _state;
    private readonly HedgePolicy _policy = new();
    private readonly LinkedList<HedgeRace> _flying = new(); // those without a second request, the oldest first
    private readonly ITimer _timer;

    public HedgeWatch(BatchState state)
    {
        _state = state;
        _timer = state.Time.CreateTimer(static signal => ((AsyncSignal)signal!).Set(), state.Ready.Changed, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A request is being sent.</summary>
    public LinkedListNode<HedgeRace> Started(WorkItem item, long sent)
    {
        lock (_lock)
        {
            return _flying.AddLast(new HedgeRace(item, sent));
        }
    }

    /// <summary>A request has ended: it is not asked a second time any more.</summary>
    public void Ended(LinkedListNode<HedgeRace> flight)
    {
        lock (_lock)
        {
            if (flight.List is not null)
            {
                _flying.Remove(flight);
            }
        }
    }

    /// <summary>A request, first or second, was answered.</summary>
    public void Answered(TimeSpan latency, TokenUsage? usage)
    {
        lock (_lock)
        {
            _policy.Answered(latency, usage);
        }
    }

    /// <summary>Nothing waits to be sent and nothing more will come: makes one second request ready, if one is due and there is room.</summary>
    public void Look()
    {
        WorkItem? hedge;
        lock (_lock)
        {
            hedge = _state.Slots.HasRoom ? Next() : null;
        }

        if (hedge is not null)
        {
            _state.Opened(); // the batch must not end before its second requests have
            _state.Ready.AddUrgent(hedge);
        }
    }

    /// <summary>A second request has ended.</summary>
    /// <param name="race">Its race.</param>
    /// <param name="used">The tokens it used; null when they are not known.</param>
    public void Settle(HedgeRace race, long? used)
    {
        lock (_lock)
        {
            _policy.Settle(race.Charged, used);
        }

        _state.Closed();
    }

    public void Dispose() => _timer.Dispose();

    // Under the lock, which keeps the request of the task together: its owner calls Ended before it lets go of anything.
    private WorkItem? Next()
    {
        if (_policy.Patience is not { } patience || _flying.First is not { } oldest)
        {
            return null;
        }

        var wait = patience - _state.Time.GetElapsedTime(oldest.Value.Sent);
        if (wait > TimeSpan.Zero)
        {
            _timer.Change(TimerDelay.For(wait), Timeout.InfiniteTimeSpan);
            return null;
        }

        if (_policy.TryCharge(oldest.Value.Primary.Estimated.Input) is not { } charged)
        {
            return null;
        }

        _flying.RemoveFirst();
        oldest.Value.Charged = charged;
        return WorkItem.HedgeFor(oldest.Value);
    }
}
