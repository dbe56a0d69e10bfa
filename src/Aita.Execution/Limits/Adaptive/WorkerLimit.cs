namespace Aita.Execution;

/// <summary>The slots of a batch: a fixed number, or one that follows <see cref="AdaptiveConcurrency"/>. Thread-safe.</summary>
internal sealed class WorkerLimit : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly AdaptiveConcurrency? _adaptive;
    private readonly Action _grown;
    private readonly Func<TimeSpan?> _roundTrip;
    private readonly ITimer? _listening;
    private int _sent;

    /// <param name="options">How many slots, and whether they are found.</param>
    /// <param name="time">The clock.</param>
    /// <param name="roundTrip">About one round trip to the provider; null while it is not known.</param>
    /// <param name="grown">Called when there are more slots although no request has ended.</param>
    public WorkerLimit(ParallelExecutionOptions options, TimeProvider time, Func<TimeSpan?> roundTrip, Action grown)
    {
        _grown = grown;
        _roundTrip = roundTrip;
        _time = time;
        _origin = time.GetTimestamp();
        _adaptive = options.AdaptWorkers ? new AdaptiveConcurrency(options.MaxWorkers, TimeSpan.Zero) : null;
        Slots = new ConcurrencyLimit(_adaptive?.Limit ?? options.MaxWorkers);
        _listening = _adaptive is { IsOpening: true }
            ? time.CreateTimer(static limit => ((WorkerLimit)limit!).Listen(), this, Opening.LookEvery, Opening.LookEvery)
            : null;
    }

    public ConcurrencyLimit Slots { get; }

    public bool IsAdaptive => _adaptive is not null;

    /// <summary>A request is sent.</summary>
    public void Sent() => Interlocked.Increment(ref _sent);

    /// <summary>A request has ended; its slot is still taken.</summary>
    /// <param name="latency">Its time.</param>
    /// <param name="failure">Why it failed; null when it was answered.</param>
    /// <param name="permit">Number of its permit.</param>
    /// <param name="lastPermit">Number of the last permit given so far.</param>
    public void Ended(TimeSpan latency, FailureKind? failure, long permit, long lastPermit)
    {
        if (_adaptive is null)
        {
            return;
        }

        lock (_lock)
        {
            var now = _time.GetElapsedTime(_origin);
            if (failure is null)
            {
                _adaptive.Answered(latency, Slots.InFlight, now);
            }
            else if (failure is FailureKind.RateLimited)
            {
                _adaptive.RateLimited();
            }
            else if (failure is FailureKind.Overloaded)
            {
                _adaptive.Refused(latency, permit, lastPermit, now);
            }
            else if (failure is FailureKind.Timeout)
            {
                _adaptive.TimedOut(latency, permit, lastPermit, now);
            }
            else
            {
                _adaptive.Failed(latency, now);
            }

            Slots.Resize(_adaptive.Limit);
        }
    }

    public void Dispose() => _listening?.Dispose();

    private void Listen()
    {
        lock (_lock)
        {
            _adaptive!.Silent(Volatile.Read(ref _sent), _roundTrip(), _time.GetElapsedTime(_origin));
            if (!_adaptive.IsOpening)
            {
                _listening?.Dispose();
            }

            if (_adaptive.Limit <= Slots.Limit)
            {
                return;
            }

            Slots.Resize(_adaptive.Limit);
        }

        _grown();
    }
}
