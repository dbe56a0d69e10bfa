namespace Aita.Cli.Rehearsal;

/// <summary>
/// A clock that stands still until it is told to go on to the next moment at which a timer is due. As those of the system, its timers count whole
/// milliseconds. They are kept in a heap; a timer that was changed or disposed of leaves an entry behind that is passed over. Thread-safe.
/// </summary>
internal sealed class VirtualClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<VirtualTimer.Entry, (long Due, long Sequence)> _timers = new();
    private readonly List<VirtualTimer> _due = [];
    private long _now;
    private long _sequence;

    /// <summary>Time since the clock was made.</summary>
    public TimeSpan Now => new(Volatile.Read(ref _now));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => Start + Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Goes on to the next moment at which something is due and runs everything that is due then. Called by one thread only.
    /// </summary>
    /// <returns>False when nothing will ever be due.</returns>
    public bool TryAdvance()
    {
        lock (_lock)
        {
            while (_timers.TryPeek(out var entry, out var order))
            {
                if (entry.IsCurrent && _due.Count > 0 && order.Due > _now)
                {
                    break;
                }

                _timers.Dequeue();
                if (entry.IsCurrent)
                {
                    Volatile.Write(ref _now, Math.Max(_now, order.Due));
                    _due.Add(entry.Timer);
                    Again(entry.Timer);
                }
            }
        }

        var any = _due.Count > 0;
        foreach (var timer in _due)
        {
            timer.Run();
        }

        _due.Clear();
        return any;
    }

    /// <summary>Sets a timer anew; whatever it was set to before is forgotten.</summary>
    internal void Set(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            timer.Period = period;
            var version = ++timer.Version;
            if (dueTime >= TimeSpan.Zero)
            {
                _timers.Enqueue(new(timer, version), (OnWholeMillisecond(_now + dueTime.Ticks), _sequence++));
            }
        }
    }

    private void Again(VirtualTimer timer)
    {
        var version = ++timer.Version;
        if (timer.Period > TimeSpan.Zero)
        {
            _timers.Enqueue(new(timer, version), (OnWholeMillisecond(_now + timer.Period.Ticks), _sequence++));
        }
    }

    /// <summary>The next one: a timer never runs too early.</summary>
    private static long OnWholeMillisecond(long ticks) =>
        (ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond;
}
