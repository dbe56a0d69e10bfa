namespace Aita.Execution;

/// <summary>Whether a failed attempt is followed by another, and when. Immutable and pure but for the source of randomness.</summary>
internal sealed class RetryPolicy(ParallelExecutionOptions options, Func<double> random)
{
    /// <summary>Time until an attempt that failed in an outage is made again: the pool waits, so that the task need not.</summary>
    public TimeSpan AfterOutage() => Backoff.Delay(1, options.RetryBaseDelay, options.RetryMaxDelay, random());

    /// <summary>Time until the next attempt, or null to give up.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="attempt">Number of the failed attempt, from 1; rate-limited attempts are counted apart.</param>
    /// <param name="wanted">Whether the task itself wants another attempt.</param>
    public TimeSpan? Next(LlmFailure failure, int attempt, bool wanted)
    {
        if (failure.Kind == FailureKind.RateLimited)
        {
            // The gate holds the whole pool back; the task itself waits for nothing.
            return attempt <= options.MaxRateLimitRetries ? TimeSpan.Zero : null;
        }

        // What an overloaded provider asks for holds for this task; several such failures in a row pause the pool, see ProviderLimits.
        return wanted && attempt <= options.MaxRetries
            ? (failure.RetryAfter ?? TimeSpan.Zero) + Backoff.Delay(attempt, options.RetryBaseDelay, options.RetryMaxDelay, random())
            : null;
    }
}
