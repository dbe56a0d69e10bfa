namespace Aita.Execution;

/// <summary>
/// How a rate moves while it is used: a quick rise where the limit is unknown; an approach, flat around the estimate and quick beyond it, where it
/// is known; and a dip to half and back after a refusal that nothing explains. Pure. Not thread-safe.
/// </summary>
/// <remarks>
/// The shapes are those of congestion control, slow start (Jacobson 1988) and the cubic climb of CUBIC (RFC 9438), on the rate instead of the
/// window, since a request limit counts arrivals. A flat climb matters more here than a fast one: each refusal costs a pause of the whole pool.
/// </remarks>
internal sealed class RateClimb
{
    public const double Slowest = 0.2;

    /// <summary>Where nothing is known but a first refusal: a slower rise would tell more at its end, and lose more until then.</summary>
    private const double RisePerSecond = 1.8;

    private const double BackPerSecond = 4;

    /// <summary>Without a burst a request that is a little early is refused; with one it is not.</summary>
    private const double Margin = 0.01;

    /// <summary>A refusal costs more than the requests that are not sent a little below the limit: a part of the error, and never much of the rate.</summary>
    private const double ErrorMargin = 0.3;
    private const double MostMargin = 0.006;

    private const double ErrorShare = 0.5;
    private const double LeastDepth = 0.002;
    private const double MostDepth = 0.4;

    /// <summary>The approach takes as many seconds as a few bursts pay for the error of the estimate.</summary>
    private const double BurstsForTheError = 1.5;
    private const double ShortestApproach = 1.5;
    private const double LongestApproach = 10;
    private const double LongestRise = 40;
    private const double DipTo = 0.5;
    private const double TrustSeconds = 1;

    private double _base;
    private double _perSecond;
    private double _depth;
    private double _approach;
    private double _dip = double.PositiveInfinity;
    private double _used;
    private double _usedSinceDip;

    /// <summary>Requests per second; infinite at first.</summary>
    public double Rate { get; private set; } = double.PositiveInfinity;

    public bool IsRising => _perSecond > 0;

    /// <summary>
    /// How much of the burst may be sent now. A rise starts with all of it, so that what it sends too slowly at first is not lost. An approach spreads
    /// it over a second: if the limit has fallen, a burst at once would be refused at once and tell nothing. A dip needs all of it to last long.
    /// </summary>
    public double Trust => double.IsFinite(_dip) ? 0 : IsRising ? 1 : Math.Min(1, _used / TrustSeconds);

    /// <summary>Grows by a factor each second.</summary>
    public void Rise(double from, double perSecond = RisePerSecond)
    {
        (_base, _perSecond, _used, _dip) = (Math.Max(Slowest, from), perSecond, 0, double.PositiveInfinity);
        Move();
    }

    /// <summary>Aims at a little less than an estimate: starts below that by half its error and has reached it when the approach is over.</summary>
    public void Approach(LimitEstimate limit)
    {
        var below = (limit.Rate * Margin / limit.Burst) + Math.Min(limit.Error * ErrorMargin, limit.Rate * MostMargin);
        (_base, _perSecond, _used, _dip) = (Math.Max(Slowest, limit.Rate - below), 0, 0, double.PositiveInfinity);
        _depth = Math.Clamp(limit.Error / limit.Rate * ErrorShare, LeastDepth, MostDepth);
        _approach = Math.Clamp(BurstsForTheError * limit.Burst / limit.Error, ShortestApproach, LongestApproach);
        Move();
    }

    /// <summary>Goes down to half, and back within half a second.</summary>
    public void Dip()
    {
        (_dip, _usedSinceDip) = (Rate * DipTo, 0);
        Move();
    }

    /// <summary>The rate has been used for so long.</summary>
    public void Use(double seconds)
    {
        _used += seconds;
        _usedSinceDip += seconds;
        Move();
    }

    private void Move()
    {
        var distance = (_used / _approach) - 1;
        var rate = _base * (IsRising ? Math.Pow(_perSecond, Math.Min(_used, LongestRise)) : 1 + (_depth * distance * distance * distance));
        var dip = _dip * Math.Pow(BackPerSecond, Math.Min(_usedSinceDip, LongestRise));
        _dip = dip < rate ? _dip : double.PositiveInfinity;
        Rate = Math.Max(Slowest, Math.Min(rate, dip));
    }
}
