namespace Aita.Simulator;

/// <summary>
/// Limits as a provider keeps them: token buckets filled evenly. A refused request takes nothing. Faults count as requests.
/// Prompt tokens are taken on arrival and the answer's tokens when it is given, so the token bucket can be overdrawn.
/// </summary>
public sealed class RateLimitOptions
{
    /// <summary>Requests per second; null = no such limit.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Requests per second once <see cref="ChangeAfter"/> requests were granted; null = it never changes.</summary>
    public double? LaterRequestsPerSecond { get; init; }

    /// <summary>Granted requests after which the limit per second changes.</summary>
    public int ChangeAfter { get; init; }

    /// <summary>Requests per minute; null = no such limit.</summary>
    public double? RequestsPerMinute { get; init; }

    /// <summary>Requests that may come at once; null = one second's worth, or one minute's worth, of the limit, and at least 1.</summary>
    public int? Burst { get; init; }

    /// <summary>Prompt and completion tokens per minute; null = no such limit.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>Prompt tokens per minute; null = no such limit. A minute's worth may come at once.</summary>
    public long? InputTokensPerMinute { get; init; }

    /// <summary>Completion tokens per minute; null = no such limit. A minute's worth may come at once; while the bucket is overdrawn, requests are refused.</summary>
    public long? OutputTokensPerMinute { get; init; }

    /// <summary>Tokens of <see cref="TokensPerMinute"/> that may come at once; null = one minute's worth.</summary>
    public long? TokenBurst { get; init; }

    /// <summary>Whole seconds to send as <c>Retry-After</c> instead of the true wait rounded up.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>False leaves <c>Retry-After</c> out.</summary>
    /// <value>The default is true.</value>
    public bool SendRetryAfter { get; init; } = true;

    /// <summary>The form of the other headers.</summary>
    /// <value>The default is <see cref="RateLimitHeaders.OpenRouter"/>.</value>
    public RateLimitHeaders Headers { get; init; } = RateLimitHeaders.OpenRouter;

    internal IEnumerable<string> Errors()
    {
        if (RequestsPerSecond is not (null or > 0))
        {
            yield return $"RateLimit.RequestsPerSecond is {RequestsPerSecond}; give a rate above 0, or null for none.";
        }

        if (LaterRequestsPerSecond is { } later && !(later > 0 && RequestsPerSecond is not null && ChangeAfter >= 0))
        {
            yield return $"RateLimit.LaterRequestsPerSecond is {later}; give a rate above 0, RequestsPerSecond besides, and ChangeAfter of 0 or more.";
        }

        if (RequestsPerMinute is not (null or > 0))
        {
            yield return $"RateLimit.RequestsPerMinute is {RequestsPerMinute}; give a rate above 0, or null for none.";
        }

        if (Burst < 1)
        {
            yield return $"RateLimit.Burst is {Burst}; give at least 1, or null for the default.";
        }

        if (TokensPerMinute < 1)
        {
            yield return $"RateLimit.TokensPerMinute is {TokensPerMinute}; give at least 1, or null for none.";
        }

        if (InputTokensPerMinute < 1)
        {
            yield return $"RateLimit.InputTokensPerMinute is {InputTokensPerMinute}; give at least 1, or null for none.";
        }

        if (OutputTokensPerMinute < 1)
        {
            yield return $"RateLimit.OutputTokensPerMinute is {OutputTokensPerMinute}; give at least 1, or null for none.";
        }

        if (TokenBurst < 1)
        {
            yield return $"RateLimit.TokenBurst is {TokenBurst}; give at least 1, or null for the default.";
        }

        if (RetryAfterSeconds < 0)
        {
            yield return $"RateLimit.RetryAfterSeconds is {RetryAfterSeconds}; give 0 or more, or null for the true wait.";
        }
    }
}
