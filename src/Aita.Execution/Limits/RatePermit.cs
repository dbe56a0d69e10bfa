namespace Aita.Execution;

/// <summary>Leave to send one request.</summary>
/// <param name="Number">Consecutive number of the permit, from 1.</param>
/// <param name="Estimated">Tokens that were reserved.</param>
/// <param name="WaitReason">The limit that made the request wait longest.</param>
public readonly record struct RatePermit(long Number, TokenUsage Estimated, RateWaitReason WaitReason = RateWaitReason.None);

/// <summary>What a request waited for at the gate.</summary>
public enum RateWaitReason
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The limit on requests that was set.</summary>
    RequestLimit,

    /// <summary>The limit on tokens that was set.</summary>
    TokenLimit,

    /// <summary>A pause that the provider asked for.</summary>
    Pause,

    /// <summary>The limit on requests that the provider's answers tell.</summary>
    ToldRequestLimit,

    /// <summary>The limit on tokens that the provider's answers tell.</summary>
    ToldTokenLimit,
}
