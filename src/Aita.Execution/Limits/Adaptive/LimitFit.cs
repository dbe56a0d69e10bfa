namespace Aita.Execution;

/// <summary>
/// Fits one limit to what was granted before several refusals. Each window says: its count is the burst and what came back in its time. So every burst
/// gives a rate, the mean of what the windows show, weighed by their length and by how sure they are; and how well the windows agree on it tells how
/// likely the burst is. The estimate is the mean over all bursts, which are whole numbers, and its error their spread. Pure.
/// </summary>
/// <remarks>Linear regression of counts on times by weighted least squares, and Bayesian averaging over the one unknown that is whole.</remarks>
internal static class LimitFit
{
    /// <summary>What is left between two requests is spread evenly, not normally: its deviation is about half of what it can be at most.</summary>
    private const double Deviation = 0.4;

    /// <summary>Requests that are sent at once arrive in a few milliseconds: by at least so many a burst may be smaller than what was granted at once.</summary>
    private const double PeakError = 1;

    private const double ShortestSeconds = 0.001;
    private const int MostBursts = 60;

    /// <summary>Limits are set by people, who like fives and tens, or 1, 2 and 3: where two bursts fit as well, such a one is twenty times as likely.</summary>
    private const double OddCost = 6;
    private const double ClearBurst = 3;

    /// <summary>Windows that may have been ended by anything fit a limit when they agree on the burst to so many requests.</summary>
    private const double AlikeError = 1.5;

    /// <summary>Fits one limit to all the windows.</summary>
    /// <param name="windows">One or more, of which the first two should differ in length when nothing is known before.</param>
    /// <param name="known">A limit whose burst still holds; null when nothing is known.</param>
    /// <returns>The limit, and by how much a window misses it: the mean of the squares, in deviations.</returns>
    public static (LimitEstimate Limit, double Misfit) Of(IReadOnlyCollection<RefusalWindow> windows, LimitEstimate? known)
    {
        var (low, high) = Bursts(windows, known);
        var step = Math.Ceiling((high - low) / MostBursts);
        for (; step > 1; step = Math.Ceiling((high - low) / MostBursts))
        {
            var best = Fits(windows, known, low, high, step).MinBy(static fit => fit.Cost).Burst;
            (low, high) = (Math.Max(low, best - (2 * step)), Math.Min(high, best + (2 * step)));
        }

        var fits = Fits(windows, known, low, high, 1).Select(static fit => fit with { Cost = fit.Cost + (IsRound(fit.Burst) ? 0 : OddCost) }).ToList();
        var least = fits.Min(static fit => fit.Cost);
        double sum = 0, rate = 0, rateSquare = 0, burst = 0, burstSquare = 0, variance = 0;
        foreach (var fit in fits)
        {
            var likelihood = Math.Exp((least - fit.Cost) / 2);
            sum += likelihood;
            rate += likelihood * fit.Rate;
            rateSquare += likelihood * fit.Rate * fit.Rate;
            burst += likelihood * fit.Burst;
            burstSquare += likelihood * fit.Burst * fit.Burst;
            variance += likelihood * fit.Variance;
        }

        (rate, burst) = (rate / sum, burst / sum);
        var error = Math.Sqrt(Math.Max(0, (rateSquare / sum) - (rate * rate)) + (variance / sum));
        return (new(rate, burst, error, Math.Sqrt(Math.Max(0, (burstSquare / sum) - (burst * burst)))), least / windows.Count);
    }

    /// <summary>From windows that may have been ended by anything: null unless one limit fits them all.</summary>
    public static LimitEstimate? OfAlike(IReadOnlyCollection<RefusalWindow> windows)
    {
        var (limit, _) = Of(windows, known: null);
        return limit.Burst >= ClearBurst && windows.All(window => Math.Abs(window.LevelAt(limit.Rate).Level - window.FullAt(limit.Rate, limit.Burst)) <= AlikeError) ? limit : null;
    }

    private static (double Low, double High) Bursts(IReadOnlyCollection<RefusalWindow> windows, LimitEstimate? known)
    {
        double low, high;
        if (known is { } limit)
        {
            var error = (3 * limit.BurstError) + 1;
            (low, high) = (limit.Burst - error, limit.Burst + error);
        }
        else
        {
            var fastest = windows.Max(static window => window.MeanRate) * 2;
            var whole = windows.Where(static window => window.IsFirst).DefaultIfEmpty(windows.MinBy(static window => window.Granted)!).First();
            (low, high) = (windows.Min(window => window.LevelAt(fastest).Level) - 1, whole.Granted + 1);
        }

        high = Math.Max(1, Math.Round(high));
        return (Math.Clamp(Math.Round(low), 1, high), high);
    }

    private static List<Fit> Fits(IReadOnlyCollection<RefusalWindow> windows, LimitEstimate? known, double low, double high, double step)
    {
        var fits = new List<Fit>();
        for (var burst = low; burst <= high; burst += step)
        {
            fits.Add(Fit.Of(windows, burst, known));
        }

        return fits;
    }

    private static bool IsRound(double burst) => burst % 5 == 0 || burst <= 3;

    /// <summary>What the windows show if the burst is known.</summary>
    private readonly record struct Fit(double Burst, double Rate, double Variance, double Cost)
    {
        public static Fit Of(IReadOnlyCollection<RefusalWindow> windows, double burst, LimitEstimate? known)
        {
            double sum = 0, weights = 0;
            foreach (var window in windows)
            {
                var shown = window.RateAt(burst);
                var weight = Square(Math.Max(ShortestSeconds, window.LevelAt(shown).Seconds) / (window.ErrorAt(shown, burst) * Deviation));
                sum += shown * weight;
                weights += weight;
            }

            var rate = sum / weights;
            var cost = known is { } limit ? Square((burst - limit.Burst) / (Math.Max(limit.BurstError, LimitEstimate.LeastBurstError) * Deviation)) : 0;
            foreach (var window in windows)
            {
                var (level, _, peak) = window.LevelAt(rate);
                var error = window.ErrorAt(rate, burst);
                cost += Square((level - window.FullAt(rate, burst)) / (error * Deviation));
                cost += Square(Math.Max(0, peak - burst) / (Math.Max(PeakError, error) * Deviation));
            }

            return new(burst, rate, 1 / weights, cost);
        }

        private static double Square(double x) => x * x;
    }
}
