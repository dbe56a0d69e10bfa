namespace Aita.Execution;

/// <summary>Whether a failed attempt is followed by another, and when. Immutable and pure but for the source of randomness.</summary>
internal sealed class RetryPolicy(ParallelExecutionOptions options, Func<double> random)
{
    /// <summary>A task is given up on when chance alone would make it fail so often in a row once in a million times.</summary>
    private const double ByChance = 0.000001;

    /// <summary>As many as a task may be refused for its rate, by default: enough while three of four requests fail.</summary>
    private const int MostInAStorm = 50;

    /// <summary>Time until an attempt that failed in an outage is made again: the pool waits, so that the task need not.</summary>
    public TimeSpan AfterOutage() => Backoff.Delay(1, options.RetryBaseDelay, options.RetryMaxDelay, random());

    /// <summary>Time until the next attempt, or null to give up.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="attempt">Number of the failed attempt, from 1; rate-limited attempts are counted apart.</param>
    /// <param name="wanted">Whether the task itself wants another attempt.</param>
    /// <param name="share">How many of the other tasks' requests fail too, from 0 to 1.</param>
    public TimeSpan? Next(LlmFailure failure, int attempt, bool wanted, double share = 0)
    {
        if (failure.Kind == FailureKind.RateLimited)
        {
            // The gate holds the whole pool back; the task itself waits for nothing.
            return attempt <= options.MaxRateLimitRetries ? TimeSpan.Zero : null;
        }

        // What an overloaded provider asks for holds for this task; several such failures in a row pause the pool, see ProviderLimits.
        return wanted && attempt <= MostRetries(failure, share)
            ? (failure.RetryAfter ?? TimeSpan.Zero) + Backoff.Delay(Math.Min(attempt, Math.Max(options.MaxRetries, 1)), options.RetryBaseDelay, options.RetryMaxDelay, random())
            : null;
    }

    // Where many fail, as many failures in a row say little of a task. What may be billed is not asked for more often than was allowed: an answer that
    // broke off, or that cannot be used.
    private int MostRetries(LlmFailure failure, double share) =>
        options.MaxRetries > 0 && failure is { Kind: FailureKind.Overloaded } or { Kind: FailureKind.Server, StatusCode: >= 400 }
            ? Math.Max(options.MaxRetries, Math.Min(MostInAStorm, RetriesByChance(share)))
            : options.MaxRetries;

    private static int RetriesByChance(double share) =>
        share is > 0 and < 1 ? (int)Math.Ceiling(Math.Log(ByChance) / Math.Log(share)) - 1 : share < 1 ? 0 : int.MaxValue;
}
