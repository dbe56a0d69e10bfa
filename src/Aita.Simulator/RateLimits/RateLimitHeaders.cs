namespace Aita.Simulator;

/// <summary>How the state of the limits is told in headers.</summary>
public enum RateLimitHeaders
{
    /// <summary>No headers but <c>Retry-After</c>.</summary>
    None,

    /// <summary><c>X-RateLimit-Limit, -Remaining, -Reset</c> (epoch milliseconds), on refusals only.</summary>
    OpenRouter,

    /// <summary><c>x-ratelimit-limit-requests</c> and its relatives on every answer; resets as durations such as <c>6m0s</c>.</summary>
    OpenAI,

    /// <summary>
    /// <c>anthropic-ratelimit-requests-limit</c> and its relatives on every answer; resets in RFC 3339. The only form that tells limits of prompt and of
    /// completion tokens.
    /// </summary>
    Anthropic,
}
