namespace Aita.Execution;

/// <summary>
/// How a rate moves while it is used: a quick rise where the limit is unknown; an approach, flat around the estimate and quick beyond it, where it
/// is known. Pure. Not thread-safe.
/// </summary>
/// <remarks>
/// The shapes are those of congestion control, slow start (Jacobson 1988) and the cubic climb of CUBIC (RFC 9438), on the rate instead of the
/// window, since a request limit counts arrivals. A flat climb matters more here than a fast one: each refusal costs a pause of the whole pool.
/// </remarks>
internal sealed class RateClimb
{
    public const double Slowest = 0.05;

    /// <summary>Where little is known: a slower rise would tell more at its end, and lose more until then.</summary>
    public const double RisePerSecond = 3;

    /// <summary>Without a burst a request that is a little early is refused; with one it is not.</summary>
    private const double Margin = 0.01;

    /// <summary>A refusal costs more than the requests that are not sent a little below the limit: a part of the error, and never much of the rate.</summary>
    private const double ErrorMargin = 0.5;
    private const double MostMargin = 0.009;

    private const double LeastDepth = 0.01;

    /// <summary>A limit that is not met where it should be has risen: then the climb goes on as steeply as it began.</summary>
    private const double BeyondDepth = 0.07;

    /// <summary>The approach takes as many seconds as a few bursts pay for the error of the estimate.</summary>
    private const double BurstsForTheError = 2.8;
    private const double ShortestApproach = 4;
    private const double LongestApproach = 10;

    /// <summary>A pause costs next to nothing when the burst holds most of what comes back in it: that is sent after it.</summary>
    private const double CheapShare = 0.85;
    private const double LongestRise = 40;
    private const double TrustSeconds = 0.7;

    private double _perSecond;
    private double _depth;
    private double _approach;
    private double _used;

    /// <summary>Requests per second; infinite at first.</summary>
    public double Rate { get; private set; } = double.PositiveInfinity;

    /// <summary>The rate from which it rises, or at which it aims.</summary>
    public double Base { get; private set; } = double.PositiveInfinity;

    public bool IsRising => _perSecond > 0;

    /// <summary>
    /// How much of the burst may be sent now. A rise starts with all of it, so that what it sends too slowly at first is not lost. An approach spreads
    /// it over most of a second: if the limit has fallen, a burst at once would be refused at once and tell nothing.
    /// </summary>
    public double Trust => IsRising ? 1 : Math.Min(1, _used / TrustSeconds);

    /// <summary>Grows by a factor each second.</summary>
    public void Rise(double from, double perSecond = RisePerSecond)
    {
        (Base, _perSecond, _used) = (Math.Max(Slowest, from), perSecond, 0);
        Move();
    }

    /// <summary>Aims at a little less than an estimate: starts below that by its error and has reached it when the approach is over.</summary>
    /// <param name="limit">The estimate.</param>
    /// <param name="pause">Seconds of pause that a refusal costs.</param>
    /// <param name="patience">How many times as long as usual the approach may take.</param>
    public void Approach(LimitEstimate limit, double pause, double patience)
    {
        var below = (limit.Rate * Margin / limit.Burst) + Math.Min(limit.Error * ErrorMargin, limit.Rate * MostMargin);
        (Base, _perSecond, _used) = (Math.Max(Slowest, limit.Rate - below), 0, 0);
        _depth = Math.Max(LeastDepth, limit.Error / limit.Rate);
        _approach = patience <= 1 && limit.Burst >= limit.Rate * pause * CheapShare
            ? ShortestApproach
            : Math.Clamp(BurstsForTheError * limit.Burst / limit.Error, ShortestApproach, LongestApproach * patience);
        Move();
    }

    /// <summary>The rate has been used for so long.</summary>
    public void Use(double seconds)
    {
        _used += seconds;
        Move();
    }

    private void Move()
    {
        var distance = (_used / _approach) - 1;
        var growth = IsRising
            ? Math.Pow(_perSecond, Math.Min(_used, LongestRise))
            : 1 + (_depth * Math.Pow(distance, 3)) + (BeyondDepth * Math.Pow(Math.Max(0, distance - 1), 3));
        Rate = Math.Max(Slowest, Base * growth);
    }
}
