namespace Aita.Simulator;

/// <summary>Whether a request may pass, and what its headers say.</summary>
/// <param name="Granted">False: answer 429.</param>
/// <param name="ByTokens">A limit on tokens asks for the longer wait.</param>
/// <param name="WaitSeconds">When the same request would be granted if no other came.</param>
/// <param name="Requests">State of the request limit (per minute, if both are set).</param>
/// <param name="Tokens">State of the limit on prompt and completion tokens.</param>
/// <param name="InputTokens">State of the limit on prompt tokens.</param>
/// <param name="OutputTokens">State of the limit on completion tokens.</param>
/// <param name="Options">What to send.</param>
internal readonly record struct RateLimitDecision(
    bool Granted,
    bool ByTokens,
    double WaitSeconds,
    RateLimitState? Requests,
    RateLimitState? Tokens,
    RateLimitState? InputTokens,
    RateLimitState? OutputTokens,
    RateLimitOptions Options)
{
    /// <summary>Whole seconds, rounded up, at least 1; null = do not send.</summary>
    public int? RetryAfterSeconds => !Options.SendRetryAfter
        ? null
        : Options.RetryAfterSeconds ?? Math.Max(1, (int)Math.Ceiling(WaitSeconds));
}

/// <summary>One bucket as headers tell it.</summary>
internal readonly record struct RateLimitState(long Limit, long Remaining, double ResetSeconds)
{
    /// <summary>Null when there is no such limit.</summary>
    public static RateLimitState? Of(Gcra? limit, double nowSeconds) => limit is not { } bucket ? null : new(
        (long)bucket.Capacity,
        (long)Math.Max(0, Math.Floor(bucket.Available(nowSeconds) + 1e-6)),
        bucket.UntilFull(nowSeconds));
}
