namespace Aita.Execution;

/// <summary>
/// What the headers of one answer say about the provider's limits. Any part may be unknown.
/// The resets are durations from the moment the answer arrived.
/// </summary>
public sealed record RateLimitSnapshot
{
    /// <summary>Requests allowed per window.</summary>
    public long? RequestLimit { get; init; }

    /// <summary>Requests left in the window.</summary>
    public long? RequestsRemaining { get; init; }

    /// <summary>Time until the request window is full again.</summary>
    public TimeSpan? RequestsReset { get; init; }

    /// <summary>Tokens allowed per window.</summary>
    public long? TokenLimit { get; init; }

    /// <summary>Tokens left in the window.</summary>
    public long? TokensRemaining { get; init; }

    /// <summary>Time until the token window is full again.</summary>
    public TimeSpan? TokensReset { get; init; }

    /// <summary>Input tokens allowed per window.</summary>
    public long? InputTokenLimit { get; init; }

    /// <summary>Input tokens left in the window.</summary>
    public long? InputTokensRemaining { get; init; }

    /// <summary>Time until the window of input tokens is full again.</summary>
    public TimeSpan? InputTokensReset { get; init; }

    /// <summary>Output tokens allowed per window.</summary>
    public long? OutputTokenLimit { get; init; }

    /// <summary>Output tokens left in the window.</summary>
    public long? OutputTokensRemaining { get; init; }

    /// <summary>Time until the window of output tokens is full again.</summary>
    public TimeSpan? OutputTokensReset { get; init; }

    /// <summary>Whether resets are told to the millisecond, and not in whole seconds: only then one of less than a second tells how fast a limit fills.</summary>
    /// <value>The default is false.</value>
    public bool ResetsAreExact { get; init; }
}
