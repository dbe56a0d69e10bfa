namespace Aita.Execution;

/// <summary>
/// Finds the rate of a provider that only says "too fast": unlimited until the first refusal, then what got through until the pause was over,
/// doubled every second until the next refusal, then a climb that is quick below the rate of the last refusal, flat around it, and quick again
/// beyond. It moves only while it is used. One burst of refusals is one signal: refusals of permits given before the last cut do not cut again.
/// Pure: the time is an argument. Not thread-safe.
/// </summary>
/// <remarks>
/// The shape is that of congestion control, slow start (Jacobson 1988) and the cubic climb of CUBIC (RFC 9438), on the rate instead of the
/// window, since a request limit counts arrivals. A flat climb matters more here than a fast one: each refusal costs a pause of the whole pool.
/// </remarks>
internal struct AdaptiveRate
{
    private const double MinimumRate = 0.2;

    /// <summary>Tried first when not one request got through.</summary>
    private const double FirstRate = 1;

    /// <summary>The climb starts this far below the rate of the last refusal, less a margin, and reaches it after this many seconds.</summary>
    private const double Depth = 0.05;
    private const double Margin = 0.97;
    private const double SecondsToCeiling = 8;

    /// <summary>
    /// The rate moves only while at least this share of it is answered. Otherwise it would double without end in a quiet hour, and the cuts of
    /// the next refusals would mean nothing.
    /// </summary>
    private const double UsedShare = 0.5;

    /// <summary>After a pause the count of the last second means something again.</summary>
    private static readonly TimeSpan CountRecovers = TimeSpan.FromSeconds(1.2);

    private readonly SlidingCount _lastSecond;
    private TimeSpan _countedFrom;
    private TimeSpan _resumesAt;
    private TimeSpan _movedAt;
    private long _answered;
    private long _lastPermitBeforeCut;
    private double _base;
    private double _secondsUsed;
    private Phase _phase;

    public AdaptiveRate()
    {
        Rate = double.PositiveInfinity;
        _lastSecond = new SlidingCount();
    }

    private enum Phase
    {
        Unlimited,
        Measuring,
        Doubling,
        Climbing,
    }

    /// <summary>Requests per second that seem allowed; infinite until the provider has refused one.</summary>
    public double Rate { get; private set; }

    /// <summary>A request was answered.</summary>
    public void Answered(TimeSpan now)
    {
        _lastSecond.Add(now);
        if (_phase == Phase.Unlimited)
        {
            _countedFrom = _answered++ == 0 ? now : _countedFrom;
        }
        else if (now >= _resumesAt)
        {
            Move(now);
        }
        else if (_phase == Phase.Measuring)
        {
            // Sent before the refusal, answered after it: it got through all the same.
            _answered++;
            Measure();
        }
    }

    /// <summary>A request was refused for its rate.</summary>
    /// <param name="permit">Number of its permit.</param>
    /// <param name="lastPermit">Number of the last permit given so far.</param>
    /// <param name="pause">How long nothing will be sent now.</param>
    /// <param name="now">The time.</param>
    /// <returns>True when this is a new signal; false when it belongs to the burst that has already cut the rate.</returns>
    public bool Refused(long permit, long lastPermit, TimeSpan pause, TimeSpan now)
    {
        if (permit <= _lastPermitBeforeCut)
        {
            return false;
        }

        var passed = _phase != Phase.Unlimited && now - _resumesAt >= CountRecovers ? _lastSecond.Count(now) : Rate;
        _lastPermitBeforeCut = lastPermit;
        _resumesAt = now + pause;
        _movedAt = _resumesAt;
        _secondsUsed = 0;
        if (_phase == Phase.Unlimited)
        {
            _phase = Phase.Measuring;
            _countedFrom = _answered == 0 ? now : _countedFrom;
            Measure();
        }
        else
        {
            // What passed in the last second is the limit as far as it can be seen, unless hardly anything was sent.
            _base = Math.Max(MinimumRate, Math.Clamp(passed, Rate / 2, Rate) * Margin);
            _phase = Phase.Climbing;
            Rate = _base * (1 - Depth);
        }

        return true;
    }

    private void Measure()
    {
        _base = _answered == 0 ? FirstRate : Math.Max(MinimumRate, _answered / Math.Max(0.05, (_resumesAt - _countedFrom).TotalSeconds));
        Rate = _base;
    }

    private void Move(TimeSpan now)
    {
        _phase = _phase == Phase.Measuring ? Phase.Doubling : _phase;
        if (_lastSecond.Count(now) >= Rate * UsedShare)
        {
            _secondsUsed += Math.Min(1, (now - _movedAt).TotalSeconds);
            var distance = (_secondsUsed / SecondsToCeiling) - 1;
            Rate = _base * (_phase == Phase.Doubling ? Math.Pow(2, Math.Min(_secondsUsed, 60)) : 1 + (Depth * distance * distance * distance));
        }

        _movedAt = now;
    }
}
