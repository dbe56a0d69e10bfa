namespace Aita.Execution;

/// <summary>
/// What a provider granted between two refusals, and what that says of a limit that refills evenly and holds a burst. When it refuses, less than one
/// request is left: since some moment at which the burst was whole, exactly the burst and what came back since were granted, but for that rest. Pure.
/// </summary>
/// <param name="Course">When how many requests had been sent: seconds since the last one (so 0 or less), in order.</param>
/// <param name="Granted">Requests it let through.</param>
/// <param name="Idle">Seconds without requests before the first, in which at most the burst comes back; infinite before the very first request.</param>
/// <param name="Delay">Seconds from the last request to its refusal.</param>
internal sealed record RefusalWindow((double Time, int Sent)[] Course, int Granted, double Idle, double Delay = 0)
{
    private const double Shortest = 0.02;

    /// <summary>
    /// Half of what a cold client's requests need longer is the same for all of them: code that reads the answer, and most of a connection. In the rest
    /// they arrive one after another, and use what comes back meanwhile. Measured on starts with 16 and 64 requests, see decision 0036.
    /// </summary>
    private const double ColdShare = 0.5;

    /// <summary>When so many are refused, half of what comes back meanwhile finds a request that uses it; all of it when they are many.</summary>
    private const double ColdRefused = 6;

    /// <summary>Later refusals take longer or shorter by themselves.</summary>
    private const double WarmShare = 0.2;
    private const double LateShareError = 1.2;
    private const double UnclearShare = 0.3;

    /// <summary>A cold client's first requests may arrive later by so many seconds than the next ones.</summary>
    private const double ColdStart = 0.045;

    /// <summary>Requests arrive earlier or later than they were sent by so many seconds.</summary>
    private const double Jitter = 0.0025;

    /// <summary>
    /// The burst of a first window is whole and was mostly sent at once: what is left when it is used up is next to nothing, and not between nothing and one.
    /// </summary>
    private const double FirstRest = 0.25;
    private const double FirstRestError = 0.3;

    /// <summary>What was left at the last refusal, when it is not known how much.</summary>
    private const double Rest = 0.75;
    private const double RestError = 0.5;
    private const int Halvings = 30;

    /// <summary>Seconds between the last request, which alone was refused, and the one before it; 0 when several were refused.</summary>
    public double Gap { get; init; }

    /// <summary>Requests that were refused at its end.</summary>
    public int Refused { get; init; } = 1;

    /// <summary>Seconds between the first request that was refused and the last one that was sent.</summary>
    public double Spread { get; init; }

    /// <summary>
    /// Seconds from the last request to the end of the window, less than 0 when the burst was probably used up before it; earlier or later by at most
    /// <see cref="LateError"/>.
    /// </summary>
    public double Late { get; init; }

    public double LateError { get; init; }

    /// <summary>Seconds from the first request to the end.</summary>
    public double Span => Math.Max(Shortest, Late - Start);

    /// <summary>Never more than the true rate: as if nothing had been lost while nobody asked.</summary>
    public double LeastRate => Granted / (Span + Idle);

    public double MeanRate => Granted / Span;

    public bool IsFirst => double.IsInfinity(Idle);

    private double Start => Course.Length == 0 ? 0 : Course[0].Time;

    /// <summary>
    /// The same when it is known how long a refusal takes at least. The requests of a cold client arrive late; of those of the first window, any between the
    /// first that was refused and the last may have been the one that used the burst up.
    /// </summary>
    public RefusalWindow Dated(double fastestRefusal)
    {
        var late = Math.Max(0, Delay - fastestRefusal) * (IsFirst ? ColdShare * Refused / (Refused + ColdRefused) : WarmShare);
        var unclear = IsFirst ? Math.Max(Spread, Math.Min(-Start, ColdStart)) : 0;
        return this with { Late = late - (unclear * UnclearShare), LateError = Math.Max(late * LateShareError, unclear / 2) };
    }

    /// <summary>
    /// Fills a bucket that empties at this rate: its level at the end is the burst, if the rate is right. Also tells for how many seconds it has not
    /// been empty, and the highest level before the first refusal: a smaller burst would have been used up sooner. The requests of a first window do not
    /// arrive as they were sent, so that it has none.
    /// </summary>
    public (double Level, double Seconds, double Peak) LevelAt(double rate)
    {
        var (level, since, last, peak) = (0.0, Start, Start, 0.0);
        for (var i = 0; i < Course.Length && Course[i].Sent < Granted; i++)
        {
            var (time, sent) = Course[i];
            level -= rate * (time - last);
            (level, since, last) = level > 0 ? (level, since, time) : (0, time, time);
            peak = time < -Spread ? Math.Max(peak, level + 1) : peak; // later ones were granted or refused in an order that nobody knows
            level += (i + 1 < Course.Length ? Math.Min(Course[i + 1].Sent, Granted) : Granted) - sent;
        }

        return (Math.Max(1, level + (rate * (last - Late)) + RestAt(rate)), Late - since, IsFirst ? 0 : peak);
    }

    /// <summary>
    /// What that level should be when the burst is known: all of it, unless the limit has not been idle since the last refusal for long enough to fill up.
    /// </summary>
    public double FullAt(double rate, double burst) => FullAt(rate, burst, LevelAt(rate).Seconds);

    /// <summary>By how many requests the two may differ.</summary>
    public double ErrorAt(double rate, double burst) =>
        (IsFirst ? FirstRestError : 1 - RestAt(rate)) + (FullAt(rate, burst) < burst ? RestError : 0) + (rate * (Jitter + LateError));

    /// <summary>The rate, when the burst is known.</summary>
    public double RateAt(double burst)
    {
        var (low, high) = (LeastRate, (MeanRate + 1) * 4);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            var (level, seconds, _) = LevelAt(middle);
            (low, high) = level > FullAt(middle, burst, seconds) ? (middle, high) : (low, middle);
        }

        return low;
    }

    private double FullAt(double rate, double burst, double seconds) =>
        IsFirst || seconds < Late - Start ? burst : Math.Min(burst, Rest + (rate * Idle));

    /// <summary>What was left when a request was refused: less than one, and at least what came back since the one before it was granted.</summary>
    private double RestAt(double rate) => IsFirst ? FirstRest : (1 + Math.Min(1, rate * Gap)) / 2;
}
