namespace Aita.Execution;

/// <summary>A limit as refusals show it: one that refills evenly and holds a burst. Pure.</summary>
/// <param name="Rate">Requests per second.</param>
/// <param name="Burst">Requests at once.</param>
/// <param name="Error">By how many requests per second the rate may be wrong.</param>
internal readonly record struct LimitEstimate(double Rate, double Burst, double Error)
{
    /// <summary>Counts are whole and times are those of the client: by this many requests a burst is uncertain.</summary>
    private const double CountError = 1.5;

    private const double ShortestSeconds = 0.05;
    private const double LeastSlack = 0.01;
    private const double BurstMoves = 1.25;
    private const double SmallBurst = 2;
    private const double ClearBurst = 3;
    private const int Halvings = 40;

    /// <summary>A window that is this much longer than the first one has met the limit, even if the burst is too small to show it.</summary>
    private const int MuchLonger = 10;
    private const double LongError = 0.1;

    private double Slack => Error + (Rate * LeastSlack);

    /// <summary>From the first two windows: the rate at which they agree on the burst. The first started with all of it.</summary>
    public static LimitEstimate Of(RefusalWindow first, RefusalWindow second)
    {
        var (low, high) = (Math.Max(first.LeastRate, second.LeastRate), 20 * (1 + second.LeastRate));
        for (var i = 0; i < Halvings && high > low; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = second.LevelAt(middle).Level > first.LevelAt(middle).Level ? (middle, high) : (low, middle);
        }

        var (burst, seconds) = first.LevelAt(low);
        var error = double.Hypot(CountError, low * first.Late) / Math.Max(ShortestSeconds, second.LevelAt(low).Seconds - seconds);
        return new(low, burst, second.Granted >= first.Granted * MuchLonger ? Math.Min(error, low * LongError) : error);
    }

    /// <summary>From windows, when the burst is roughly known: the longer a window, the more it says of the rate.</summary>
    public static LimitEstimate Of(IReadOnlyCollection<RefusalWindow> windows, double burst)
    {
        double sum = 0, weights = 0;
        foreach (var window in windows)
        {
            var rate = window.RateAt(burst);
            var seconds = Math.Max(ShortestSeconds, window.LevelAt(rate).Seconds);
            sum += rate * seconds * seconds;
            weights += seconds * seconds;
        }

        var best = sum / weights;
        var levels = (burst + windows.Sum(window => window.LevelAt(best).Level)) / (windows.Count + 1);
        return new(best, Math.Clamp(levels, burst / BurstMoves, burst * BurstMoves), CountError / Math.Sqrt(weights));
    }

    /// <summary>From windows that may have been ended by anything: null unless one limit fits them all.</summary>
    public static LimitEstimate? OfAlike(IReadOnlyCollection<RefusalWindow> windows)
    {
        var limit = Of(windows.MinBy(static window => window.Granted)!, windows.MaxBy(static window => window.Granted)!);
        return limit.Burst >= ClearBurst && windows.All(window => Math.Abs(window.LevelAt(limit.Rate).Level - limit.Burst) <= CountError) ? limit : null;
    }

    /// <summary>The rate that a window shows if the burst is this limit's, and by how much that, and this limit, may be wrong.</summary>
    public (double Rate, double Error) RateOf(RefusalWindow window)
    {
        var rate = window.RateAt(Burst);
        return (rate, Slack + (CountError / Math.Max(ShortestSeconds, window.LevelAt(rate).Seconds)));
    }

    /// <summary>Whether a window shows that the limit is another than it was.</summary>
    public bool IsMissedBy(RefusalWindow window)
    {
        var (rate, error) = RateOf(window);
        return Math.Abs(rate - Rate) > error;
    }

    /// <summary>Whether the refusal at the end of a window is what was to be expected of this limit, or of one that is a little different.</summary>
    /// <param name="window">What was granted.</param>
    /// <param name="inForce">The rate at which requests were sent at the end.</param>
    public bool Explains(RefusalWindow window, double inForce)
    {
        var (rate, error) = RateOf(window);
        var tolerated = error < Rate / 10 ? 2 * error : 0;
        return rate > Rate
            || ((rate >= Rate - tolerated || window.LevelAt(Rate - Slack).Level >= Burst - Math.Max(2, Burst / 4))
                && (Burst >= SmallBurst || inForce > Rate - (Error / 2))); // without a burst only the rate can be the cause
    }
}
