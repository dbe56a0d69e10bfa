namespace Aita.Execution;

/// <summary>
/// The generic cell rate algorithm (ITU-T I.371, 1996): a token bucket kept as one number, the theoretical arrival time. Exact: over any
/// window of length t it admits at most burst + rate × t units. Pure: the time is an argument, measured from any fixed origin.
/// Not thread-safe.
/// </summary>
internal struct Gcra
{
    /// <summary>Half a tick of rounding, in seconds: what is this close to its time has come.</summary>
    private const double Rounding = 5e-8;

    /// <summary>No wait is longer, in seconds; who waits asks again then.</summary>
    private const double LongestWait = 86_400;

    private double _interval;
    private double _tolerance;
    private double _theoreticalArrival;

    /// <param name="rate">Units per second, more than 0.</param>
    /// <param name="burst">Units that may pass at once after a quiet time, more than 0.</param>
    public Gcra(double rate, double burst)
    {
        ThrowIfUnusable(rate, nameof(rate));
        ThrowIfUnusable(burst, nameof(burst));
        _interval = 1 / rate;
        _tolerance = burst / rate;
        _theoreticalArrival = double.NegativeInfinity;
    }

    /// <summary>Units per second.</summary>
    public readonly double Rate => 1 / _interval;

    /// <summary>
    /// How long a request of <paramref name="cost"/> units must wait; zero when it may pass now. A request larger than the burst passes when
    /// the bucket is full, and the next ones wait for its debt.
    /// </summary>
    public readonly TimeSpan WaitFor(double cost, TimeSpan now)
    {
        var seconds = now.TotalSeconds;
        var start = Math.Max(_theoreticalArrival, seconds);
        var wait = start + Math.Min(cost * _interval, _tolerance) - _tolerance - seconds;
        return wait <= Rounding ? TimeSpan.Zero : TimeSpan.FromTicks((long)Math.Ceiling((Math.Min(wait, LongestWait) - Rounding) * TimeSpan.TicksPerSecond));
    }

    /// <summary>Counts a request that passes now.</summary>
    public void Take(double cost, TimeSpan now) =>
        _theoreticalArrival = Math.Max(_theoreticalArrival, now.TotalSeconds) + (cost * _interval);

    /// <summary>Units that may pass now, whole or not; negative while a large request is being paid off.</summary>
    public readonly double Available(TimeSpan now) =>
        (_tolerance - Math.Max(0, _theoreticalArrival - now.TotalSeconds)) / _interval;

    /// <summary>Gives units back that were taken but not used.</summary>
    public void Refund(double cost) => _theoreticalArrival -= cost * _interval;

    /// <summary>Changes rate and burst; what has been counted keeps its share.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number that no limit can have.</exception>
    public void Change(double rate, double burst, TimeSpan now)
    {
        ThrowIfUnusable(rate, nameof(rate));
        ThrowIfUnusable(burst, nameof(burst));
        var backlog = Math.Max(0, _theoreticalArrival - now.TotalSeconds) / _interval;
        _interval = 1 / rate;
        _tolerance = burst / rate;
        _theoreticalArrival = now.TotalSeconds + (backlog * _interval);
    }

    private static void ThrowIfUnusable(double value, string name)
    {
        if (!double.IsFinite(value) || value <= 0)
        {
            throw new ArgumentOutOfRangeException(name, value, "Use a number above 0.");
        }
    }
}
