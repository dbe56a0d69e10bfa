namespace Aita.Execution;

/// <summary>A limit as refusals show it: one that refills evenly and holds a burst. Pure.</summary>
/// <param name="Rate">Requests per second.</param>
/// <param name="Burst">Requests at once.</param>
/// <param name="Error">By how many requests per second the rate may be wrong.</param>
/// <param name="BurstError">By how many requests the burst may be wrong.</param>
internal readonly record struct LimitEstimate(double Rate, double Burst, double Error, double BurstError)
{
    /// <summary>A burst is never known better than to most of one request: a timer that is late once shifts the count.</summary>
    public const double LeastBurstError = 0.8;

    private const double ShortestSeconds = 0.05;
    private const double LeastSlack = 0.006;
    private const double SmallBurst = 2;

    private double Slack => Error + (Rate * LeastSlack);

    /// <summary>The rate that a window shows if the burst is this limit's, and by how much that, and this limit, may be wrong.</summary>
    public (double Rate, double Error) RateOf(RefusalWindow window)
    {
        var rate = window.RateAt(Burst);
        var requests = window.ErrorAt(rate, Burst) + Math.Max(BurstError, LeastBurstError);
        return (rate, Slack + (requests / Math.Max(ShortestSeconds, window.LevelAt(rate).Seconds)));
    }

    /// <summary>Whether a window shows this limit and no other.</summary>
    public bool Fits(RefusalWindow window)
    {
        var (rate, error) = RateOf(window);
        return Math.Abs(rate - Rate) <= error;
    }

    /// <summary>Whether the refusal at the end of a window is what was to be expected of this limit, or of one that is a little different.</summary>
    /// <param name="window">What was granted.</param>
    /// <param name="inForce">The rate at which requests were sent at the end.</param>
    public bool Explains(RefusalWindow window, double inForce)
    {
        var (rate, error) = RateOf(window);
        var tolerated = error < Rate / 10 ? 2 * error : 0;
        return rate > Rate
            || ((rate >= Rate - tolerated || window.LevelAt(Rate - Slack).Level >= window.FullAt(Rate, Burst) - Math.Max(2, Burst / 4))
                && (Burst >= SmallBurst || inForce > Rate - (Error / 2))); // without a burst only the rate can be the cause
    }
}
