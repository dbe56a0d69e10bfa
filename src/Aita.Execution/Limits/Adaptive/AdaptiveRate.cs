namespace Aita.Execution;

/// <summary>
/// Finds the rate of a provider that only says "too fast". Unlimited until the first refusal; then a quick rise to the second one, whose windows
/// together give rate and burst (<see cref="RefusalWindow"/>); then a climb that starts a little below that rate, is flat around it, and gets
/// quick beyond. A limit that has fallen far is looked for with a quick rise again. It moves only while it is used. One burst of refusals is one
/// signal: refusals of permits given before the last cut do not cut again. Pure: the time is an argument. Not thread-safe.
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

    /// <summary>
    /// The quick rise starts at this multiple of the least that the limit can be, since most of a burst is not the rate's: one that holds a third
    /// of a second's worth is met at its rate. After a fall it starts closer, and it grows by this factor each second.
    /// </summary>
    private const double RiseFrom = 3;
    private const double RiseFromFallen = 1.5;
    private const double RisePerSecond = 1.6;

    /// <summary>Permits whose times are kept.</summary>
    private const int Kept = 1024;

    /// <summary>The climb starts at least this far below the rate of the last refusal, less a margin, and reaches it after this many seconds.</summary>
    private const double Depth = 0.02;
    private const double DeepestClimb = 0.5;
    private const double Margin = 0.995;
    private const double SecondsToCeiling = 8;

    /// <summary>
    /// An estimate below this share of the rate in force means another limit, not a better estimate; when it is uncertain by more than this, from a
    /// window of little more than the burst, the new limit is looked for.
    /// </summary>
    private const double Fallen = 0.7;
    private const double Vague = 0.3;

    /// <summary>
    /// The rate moves only while at least this share of it is used. Otherwise it would rise without end in a quiet hour, and the cuts of the next
    /// refusals would mean nothing.
    /// </summary>
    private const double UsedShare = 0.5;

    private readonly SlidingCount _lastSecond;
    private readonly double[] _sent;
    private long _firstPermit;
    private long _refusedPermit;
    private long _lastPermitBeforeCut;
    private TimeSpan _startedAt;
    private TimeSpan _refusedAt;
    private TimeSpan _movedAt;
    private RefusalWindow? _first;
    private RefusalWindow? _window;
    private TimeSpan _pause;
    private double _burst;
    private double _rateRefused;
    private double _base;
    private double _depth;
    private double _secondsUsed;
    private int _signals;
    private bool _rising;

    public AdaptiveRate()
    {
        Rate = double.PositiveInfinity;
        _rateRefused = double.PositiveInfinity;
        _lastSecond = new SlidingCount();
        _sent = new double[Kept];
    }

    /// <summary>Requests per second that seem allowed; infinite until the provider has refused one.</summary>
    public double Rate { get; private set; }

    /// <summary>A request passes now.</summary>
    /// <param name="permit">Number of its permit.</param>
    /// <param name="now">The time.</param>
    public void Permitted(long permit, TimeSpan now)
    {
        if (_firstPermit <= _lastPermitBeforeCut)
        {
            _firstPermit = permit;
            _startedAt = now;
            _movedAt = now;
        }

        _lastSecond.Add(now);
        _sent[permit % Kept] = now.TotalSeconds;
        if (_signals > 0)
        {
            Move(now);
        }
    }

    /// <summary>A request was refused for its rate.</summary>
    /// <param name="permit">Number of its permit.</param>
    /// <param name="sentAt">When it was sent.</param>
    /// <param name="lastPermit">Number of the last permit given so far.</param>
    /// <param name="pause">How long nothing will be sent now.</param>
    /// <returns>True when this is a new signal; false when it belongs to the burst that has already cut the rate.</returns>
    public bool Refused(long permit, TimeSpan sentAt, long lastPermit, TimeSpan pause)
    {
        if (permit <= _lastPermitBeforeCut)
        {
            if (permit < _refusedPermit && permit >= _firstPermit)
            {
                _window = _window! with { Refused = _window.Refused + 1 };
                Estimate();
            }

            return false;
        }

        var idle = _signals == 0 ? TimeSpan.Zero : _startedAt - _refusedAt;
        _first ??= _window;
        _window = new RefusalWindow(SentBefore(permit, sentAt), Refused: 0, idle.TotalSeconds);
        _signals++;
        _refusedPermit = permit;
        _refusedAt = sentAt;
        _lastPermitBeforeCut = lastPermit;
        _rateRefused = Rate;
        _pause = pause;
        _secondsUsed = 0;
        Estimate();
        return true;
    }

    /// <summary>Sets the rate from the windows as far as they are known; again when a further refusal of the same burst corrects them.</summary>
    private void Estimate()
    {
        var window = _window!;
        if (_signals == 1)
        {
            var least = window with { Idle = _pause.TotalSeconds };
            Rise(window.Granted == 0 ? FirstRate : least.LeastRate * RiseFrom);
            return;
        }

        double rate;
        if (_signals == 2)
        {
            (rate, _burst) = window.RateAndBurst(_first!);
        }
        else
        {
            rate = window.Rate(_burst);
        }

        var uncertainty = window.Uncertainty(rate);
        if (_signals > 2 && rate < _rateRefused * Fallen && uncertainty > Vague)
        {
            Rise(rate * RiseFromFallen);
            return;
        }

        _rising = false;
        _base = Math.Max(MinimumRate, Math.Min(rate, _rateRefused) * Margin);
        _depth = Math.Clamp(uncertainty, Depth, DeepestClimb);
        Rate = _base * (1 - _depth);
    }

    private readonly double[] SentBefore(long permit, TimeSpan sentAt)
    {
        var count = (int)Math.Clamp(permit - _firstPermit, 0, Kept - 1);
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            times[i] = Math.Min(0, _sent[(permit - count + i) % Kept] - sentAt.TotalSeconds);
        }

        return times;
    }

    private void Rise(double from)
    {
        _rising = true;
        _base = Math.Max(MinimumRate, from);
        Rate = _base;
    }

    private void Move(TimeSpan now)
    {
        var counted = Math.Min(1, (now - _startedAt).TotalSeconds);
        if (_lastSecond.Count(now) >= Rate * UsedShare * counted)
        {
            _secondsUsed += Math.Min(1, (now - _movedAt).TotalSeconds);
            var distance = (_secondsUsed / SecondsToCeiling) - 1;
            Rate = _base * (_rising ? Math.Pow(RisePerSecond, Math.Min(_secondsUsed, 40)) : 1 + (_depth * distance * distance * distance));
        }

        _movedAt = now;
    }
}
