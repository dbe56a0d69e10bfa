namespace Aita.Execution;

/// <summary>One call to a provider and what it cost: a line of the ledger. Immutable.</summary>
public sealed record CostEntry
{
    /// <summary>When the call ended.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>What the call was for, for example <c>transcribe</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>The model that answered, else the one that was asked for; <c>unknown</c> when neither is known.</summary>
    public required string Model { get; init; }

    /// <summary>Tokens; null when the provider did not say.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Images in the request.</summary>
    public int Images { get; init; }

    /// <summary>USD; null when unknown. A call that the provider turned away is known to cost nothing.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Why the call failed; null when it was answered.</summary>
    public FailureKind? Error { get; init; }
}
