namespace Aita.Execution;

/// <summary>
/// What a provider granted between two refusals, and what that says of a limit that refills evenly and holds a burst. When it refuses, the burst
/// is used up: since some moment at which it was full, exactly the burst and what came back since were granted. Pure.
/// </summary>
/// <param name="Course">When how many requests had been sent: seconds since the last one (so 0 or less), in order.</param>
/// <param name="Granted">Requests it let through.</param>
/// <param name="Idle">Seconds without requests before the first; what comes back then is at most the burst.</param>
/// <param name="Delay">Seconds from the last request to its refusal.</param>
internal sealed record RefusalWindow(IReadOnlyList<(double Time, int Sent)> Course, int Granted, double Idle, double Delay = 0)
{
    private const double Shortest = 0.02;

    /// <summary>Most of what a cold client's requests need longer is the same for all of them: connections, and code that reads the answer.</summary>
    private const double ColdShare = 0.25;
    private const int Halvings = 30;

    /// <summary>
    /// Seconds from the last request to the end, which may be wrong by as many: a cold client's requests arrive late and at different times.
    /// </summary>
    public double Late { get; init; }

    /// <summary>Seconds from the first request to the end.</summary>
    public double Span => Math.Max(Shortest, (Course.Count == 0 ? 0 : -Course[0].Time) + Late);

    /// <summary>The same when it is known how long a refusal takes at least.</summary>
    public RefusalWindow Dated(double fastestRefusal) => this with { Late = Math.Max(0, Delay - fastestRefusal) * ColdShare };

    /// <summary>Never more than the true rate: as if nothing had been lost while nobody asked.</summary>
    public double LeastRate => Granted / (Span + Idle);

    public double MeanRate => Granted / Span;

    /// <summary>
    /// Fills a bucket that empties at this rate: its level at the end is the burst, if the rate is right. Also tells for how many seconds it has not
    /// been empty.
    /// </summary>
    public (double Level, double Seconds) LevelAt(double rate)
    {
        var (level, since, last) = (0.0, -Span + Late, -Span + Late);
        for (var i = 0; i < Course.Count && Course[i].Sent < Granted; i++)
        {
            var (time, sent) = Course[i];
            level -= rate * (time - last);
            (level, since, last) = level > 0 ? (level, since, time) : (0, time, time);
            level += (i + 1 < Course.Count ? Math.Min(Course[i + 1].Sent, Granted) : Granted) - sent;
        }

        return (Math.Max(1, level + (rate * (last - Late))), Late - since);
    }

    /// <summary>The rate, when the burst is known.</summary>
    public double RateAt(double burst)
    {
        var (low, high) = (LeastRate, (LeastRate + 1) * 20);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = LevelAt(middle).Level > burst ? (middle, high) : (low, middle);
        }

        return low;
    }
}
