namespace Aita.Execution;

/// <summary>
/// Holds a batch back while its provider is down: feeds <see cref="OutagePolicy"/> with the clock, tells what it finds, and stops the batch when
/// the provider stays down. Thread-safe; one caller waits.
/// </summary>
internal sealed class OutageWatch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly BatchState _state;
    private readonly OutagePolicy _policy;
    private readonly ITimer _timer;
    private readonly long _origin;
    private LlmFailure? _last;
    private bool _isQuiet = true;

    public OutageWatch(BatchState state)
    {
        _state = state;
        _policy = new OutagePolicy(state.Options.OutageTimeout, state.Options.MaxWorkers);
        _origin = state.Time.GetTimestamp();
        _timer = state.Time.CreateTimer(static signal => ((AsyncSignal)signal!).Set(), state.Ready.Changed, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the provider answers, as far as is known.</summary>
    public bool IsQuiet => Volatile.Read(ref _isQuiet);

    private TimeSpan Now => _state.Time.GetElapsedTime(_origin);

    /// <summary>Waits until one more request may leave, or the batch stops; called by the dispatcher only.</summary>
    public ValueTask WaitAsync(WorkItem item, CancellationToken stopping) =>
        Volatile.Read(ref _isQuiet) ? default : WaitWhileDownAsync(item, stopping);

    /// <summary>An item that was let through has not been sent.</summary>
    public void NotSent(WorkItem item)
    {
        if (item.IsProbe)
        {
            item.IsProbe = false;
            lock (_lock)
            {
                _policy.ProbeNotSent(Now);
            }
        }
    }

    /// <summary>A request has ended; its slot is still taken.</summary>
    /// <param name="item">Its task.</param>
    /// <param name="failure">Why it failed; null when it was answered.</param>
    /// <param name="sent">When it was sent, a timestamp of the batch's clock.</param>
    /// <param name="hasOtherModel">Whether another model can be asked: then a model that fails is not the end of the world, but a dead network is.</param>
    public void Ended(WorkItem item, LlmFailure? failure, long sent, bool hasOtherModel)
    {
        if (failure?.Kind == FailureKind.Cancelled
            || (hasOtherModel && !item.IsProbe && failure?.Kind is FailureKind.Overloaded or FailureKind.Server or FailureKind.Timeout))
        {
            return;
        }

        var concerned = failure is not null && OutagePolicy.Concerns(failure);
        if (!concerned && item.Streak == 0 && Volatile.Read(ref _isQuiet))
        {
            return;
        }

        ExecutionEvent? news;
        lock (_lock)
        {
            if (WasOutage(item))
            {
                item.Excuse();
            }

            news = concerned ? Failed(item, failure!) : Answered(item, _state.Time.GetElapsedTime(_origin, sent));
        }

        Tell(news);
    }

    /// <summary>Whether the provider, not the task, is to blame for the task's last failure.</summary>
    public bool IsToBlame(WorkItem item)
    {
        lock (_lock)
        {
            return WasOutage(item);
        }
    }

    /// <inheritdoc cref="OutagePolicy.Doubt"/>
    public TimeSpan? Doubt(WorkItem item)
    {
        lock (_lock)
        {
            return _policy.Doubt(item.Streak, Now);
        }
    }

    public void Dispose() => _timer.Dispose();

    private bool WasOutage(WorkItem item) => item.Streak != 0 && item.Streak == _policy.LastOutage;

    private async ValueTask WaitWhileDownAsync(WorkItem item, CancellationToken stopping)
    {
        var waited = false;
        while (!stopping.IsCancellationRequested && Ask(item) is var wait && wait != TimeSpan.Zero)
        {
            _timer.Change(wait == Timeout.InfiniteTimeSpan ? wait : TimerDelay.For(wait), Timeout.InfiniteTimeSpan);
            if (!waited)
            {
                waited = true;
                _state.Waits.Switch(WaitedFor.Outage);
            }

            await _state.Ready.Changed.WaitAsync().ConfigureAwait(false);
        }

        if (waited)
        {
            _state.Waits.Switch(WaitedFor.Nothing);
        }
    }

    private TimeSpan Ask(WorkItem item)
    {
        StopIfGivenUp();
        lock (_lock)
        {
            var wait = _state.Stopping.IsCancellationRequested ? TimeSpan.Zero : _policy.Ask(_state.Slots.InFlight, Now);
            item.IsProbe = wait == TimeSpan.Zero && _policy.IsDown;
            return wait;
        }
    }

    private ExecutionEvent.ProviderDown? Failed(WorkItem item, LlmFailure failure)
    {
        Volatile.Write(ref _isQuiet, false);
        _last = failure;
        item.EnterStreak(_policy.Enter(Now));
        var wasDown = _policy.IsDown;
        var isDown = _policy.Failed(item.Task.Id, item.FailuresBefore == 0, item.IsProbe, _state.Slots.InFlight, Now);
        item.IsProbe = false;
        if (!isDown)
        {
            return null;
        }

        if (!wasDown)
        {
            _state.Metrics.OutageBegan();
        }

        return new ExecutionEvent.ProviderDown(_policy.Interval, failure, IsFirst: !wasDown);
    }

    private ExecutionEvent.ProviderUp? Answered(WorkItem item, TimeSpan sent)
    {
        var duration = _policy.Duration(Now);
        item.LeaveStreak();
        item.IsProbe = false;
        var wasDown = _policy.Answered(sent);
        Volatile.Write(ref _isQuiet, _policy.IsQuiet);
        return wasDown ? new ExecutionEvent.ProviderUp(duration) : null;
    }

    // Not under the lock: listeners are other people's code.
    private void Tell(ExecutionEvent? news)
    {
        switch (news)
        {
            case ExecutionEvent.ProviderDown down:
                BatchLog.ProviderDown(_state.Log, down.NextProbe, down.Failure.Message);
                _state.Events.Send(down);
                StopIfGivenUp();
                break;
            case ExecutionEvent.ProviderUp up:
                BatchLog.ProviderUp(_state.Log, up.Duration);
                _state.Events.Send(up);
                break;
        }
    }

    private void StopIfGivenUp()
    {
        LlmFailure last;
        TimeSpan duration;
        lock (_lock)
        {
            if (!_policy.IsGivenUp(Now))
            {
                return;
            }

            (last, duration) = (_last!, _policy.Duration(Now));
        }

        _state.Stop(last with
        {
            Message = $"The provider has answered nothing for {duration:d\\.hh\\:mm\\:ss}: run again when it is up. The last failure: {last.Message}",
        });
    }
}
