namespace Aita.Execution;

/// <summary>How a request ended, as far as rate limits are concerned.</summary>
/// <param name="Outcome">Answered, refused for its rate, or failed otherwise.</param>
/// <param name="Used">Tokens really used; null when unknown (the estimate then stands).</param>
/// <param name="RetryAfter">How long the provider asked everybody to wait.</param>
/// <param name="Limits">What the headers of the answer said.</param>
public readonly record struct RateFeedback(
    RateOutcome Outcome,
    TokenUsage? Used = null,
    TimeSpan? RetryAfter = null,
    RateLimitSnapshot? Limits = null);

/// <summary>How a request ended, as far as rate limits are concerned.</summary>
public enum RateOutcome
{
    /// <summary>The provider answered.</summary>
    Answered,

    /// <summary>The provider refused the request because of its rate.</summary>
    RateLimited,

    /// <summary>The request failed for another reason; its tokens are given back.</summary>
    Failed,

    /// <summary>The request was never sent; everything is given back.</summary>
    NotSent,
}
