namespace Aita.Execution;

/// <summary>Exponential backoff with full jitter. Pure.</summary>
/// <remarks>
/// Full jitter (a uniform draw between nothing and the bound) empties a herd fastest: M. Brooker, "Exponential Backoff And Jitter", AWS
/// Architecture Blog, 2015. The bound grows sixteenfold: a single hiccup costs next to nothing, and four attempts still span several seconds.
/// </remarks>
internal static class Backoff
{
    private const double Growth = 16;

    /// <param name="attempt">Number of the attempt that failed, from 1.</param>
    /// <param name="baseDelay">Bound of the first wait.</param>
    /// <param name="maxDelay">Bound of every wait.</param>
    /// <param name="random">From 0 (inclusive) to 1 (exclusive).</param>
    public static TimeSpan Delay(int attempt, TimeSpan baseDelay, TimeSpan maxDelay, double random)
    {
        var bound = baseDelay.TotalSeconds * Math.Pow(Growth, Math.Min(attempt - 1, 60));
        return TimeSpan.FromSeconds(Math.Min(bound, maxDelay.TotalSeconds) * random);
    }
}
