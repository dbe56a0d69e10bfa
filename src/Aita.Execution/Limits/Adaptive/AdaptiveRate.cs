namespace Aita.Execution;

/// <summary>
/// Finds the rate of a provider that only says "too fast": unlimited until the first refusal, then the rate that really got through, doubled
/// every second until the next refusal, then a slow climb with a cut of a tenth at each further one. It grows only while it is used. One burst
/// of refusals is one signal: refusals of permits given before the last cut do not cut again. Pure: the time is an argument. Not thread-safe.
/// </summary>
/// <remarks>
/// The shape is that of congestion control (slow start, additive increase, multiplicative decrease; Jacobson 1988), on the rate instead of the
/// window, since a request limit counts arrivals.
/// </remarks>
internal struct AdaptiveRate
{
    private const double MinimumRate = 0.2;
    private const double FastGrowthPerSecond = 2.0;
    private const double SlowGrowthPerSecond = 1.03;
    private const double SlowGrowthPerAnswer = 1.005; // so that of twenty requests at most one or so is refused, also at low rates
    private const double Cut = 0.9;

    /// <summary>
    /// The rate grows only while at least this share of it is answered. Otherwise it would double without end in a quiet hour, and the cuts of
    /// the next refusals would mean nothing.
    /// </summary>
    private const double UsedShare = 0.5;

    private TimeSpan _countedFrom;
    private TimeSpan _grownAt;
    private long _answered;
    private long _lastPermitBeforeCut;
    private readonly SlidingCount _lastSecond;
    private bool _climbing;

    public AdaptiveRate()
    {
        Rate = double.PositiveInfinity;
        _lastSecond = new SlidingCount();
    }

    /// <summary>Requests per second that seem allowed; infinite until the provider has refused one.</summary>
    public double Rate { get; private set; }

    /// <summary>A request was answered.</summary>
    public void Answered(TimeSpan now)
    {
        _lastSecond.Add(now);
        if (double.IsInfinity(Rate))
        {
            _countedFrom = _answered++ == 0 ? now : _countedFrom;
            return;
        }

        if (now <= _grownAt)
        {
            return;
        }

        if (_lastSecond.Count(now) >= Rate * UsedShare)
        {
            var seconds = Math.Min((now - _grownAt).TotalSeconds, 1);
            Rate *= _climbing ? Math.Min(Math.Pow(SlowGrowthPerSecond, seconds), SlowGrowthPerAnswer) : Math.Pow(FastGrowthPerSecond, seconds);
        }

        _grownAt = now;
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

        if (double.IsInfinity(Rate))
        {
            // What got through, over the time from the first answer to the end of the pause.
            Rate = _answered == 0 ? MinimumRate : _answered / Math.Max(0.05, (now + pause - _countedFrom).TotalSeconds);
        }
        else if (!_climbing)
        {
            Rate = Math.Min(Rate, Math.Max(_lastSecond.Count(now), Rate / FastGrowthPerSecond)) * Cut;
            _climbing = true;
        }
        else
        {
            Rate *= Cut;
        }

        Rate = Math.Max(Rate, MinimumRate);
        _lastPermitBeforeCut = lastPermit;
        _grownAt = now + pause;
        return true;
    }
}
