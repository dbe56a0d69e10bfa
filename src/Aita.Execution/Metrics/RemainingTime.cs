namespace Aita.Execution;

/// <summary>Estimates how long a batch still takes. Pure.</summary>
internal static class RemainingTime
{
    /// <summary>Below this many finished requests nothing is estimated.</summary>
    private const int Enough = 3;

    /// <param name="elapsed">Time since the first request.</param>
    /// <param name="finished">Tasks finished since then, reused ones not counted.</param>
    /// <param name="inFlight">Requests in flight.</param>
    /// <param name="unfinished">Tasks without an outcome, those in flight included.</param>
    /// <param name="calls">Times of the requests so far.</param>
    /// <param name="start">From when on the pace counts.</param>
    /// <param name="allowed">Tasks per second that the limits allow, see <see cref="SpeedModel.PerSecondOfLimits"/>.</param>
    /// <returns>The time left, or null while too little is known.</returns>
    /// <remarks>
    /// What waits is worked off at the pace since <paramref name="start"/>, when as much was in flight as now, so that what is half done at both
    /// ends cancels out; before there is such a start a request in flight counts as half done. A burst, or a limit that fell, is no pace to go on
    /// at: what the limits allow is its upper end. What is in flight at the end takes about as long
    /// as the longest of that many remainders: the quantile 1 - 1/(n+1) of the request times, less the half that has passed on average.
    /// </remarks>
    public static TimeSpan? Estimate(TimeSpan elapsed, long finished, int inFlight, long unfinished, LatencyHistogram calls, PaceStart start = default, double allowed = double.PositiveInfinity)
    {
        if (unfinished <= 0)
        {
            return TimeSpan.Zero;
        }

        if (finished < Enough || elapsed <= TimeSpan.Zero || calls.Count == 0)
        {
            return null;
        }

        var since = elapsed - start.At;
        var pace = start.Finished > 0 && finished - start.Finished >= Math.Max(Enough, inFlight) && since > TimeSpan.Zero
            ? (finished - start.Finished) / since.TotalSeconds
            : (finished + (inFlight / 2.0)) / elapsed.TotalSeconds;
        var queued = Math.Max(0, unfinished - inFlight);
        var tail = inFlight == 0 ? calls.Mean : calls.Quantile(1 - (1.0 / (inFlight + 1))) - (calls.Mean / 2);
        return TimeSpan.FromSeconds(queued / Math.Min(pace, allowed)) + (tail > TimeSpan.Zero ? tail : TimeSpan.Zero);
    }
}
