namespace Aita.Execution;

/// <summary>
/// What a provider granted between two refusals, and what that says of a limit that refills evenly and holds a burst. When it refuses, the burst
/// is used up: since some moment at which it was full, exactly the burst and what came back since were granted. Pure.
/// </summary>
/// <param name="Course">When how many requests had been sent: seconds since the end of the window (so 0 or less), in order.</param>
/// <param name="Granted">Requests it let through.</param>
/// <param name="Idle">Seconds without requests before the first; what comes back then is at most the burst.</param>
/// <param name="Late">By how many seconds the end may be wrong, since requests were late on their way.</param>
internal sealed record RefusalWindow(IReadOnlyList<(double Time, int Sent)> Course, int Granted, double Idle, double Late = 0)
{
    private const double Shortest = 0.02;
    private const int Halvings = 30;

    /// <summary>Seconds from the first request to the last.</summary>
    public double Span => Math.Max(Shortest, Course.Count == 0 ? 0 : -Course[0].Time);

    /// <summary>Never more than the true rate: as if nothing had been lost while nobody asked.</summary>
    public double LeastRate => Granted / (Span + Idle);

    public double MeanRate => Granted / Span;

    /// <summary>
    /// Fills a bucket that empties at this rate: its level at the end is the burst, if the rate is right. Also tells for how many seconds it has not
    /// been empty.
    /// </summary>
    public (double Level, double Seconds) LevelAt(double rate)
    {
        var (level, since, last) = (0.0, -Span, -Span);
        for (var i = 0; i < Course.Count && Course[i].Sent < Granted; i++)
        {
            var (time, sent) = Course[i];
            level -= rate * (time - last);
            (level, since, last) = level > 0 ? (level, since, time) : (0, time, time);
            level += (i + 1 < Course.Count ? Math.Min(Course[i + 1].Sent, Granted) : Granted) - sent;
        }

        return (Math.Max(1, level + (rate * last)), -since);
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
