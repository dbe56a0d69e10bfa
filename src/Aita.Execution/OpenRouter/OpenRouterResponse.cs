namespace Aita.Execution;

/// <summary>
/// What a provider's answer holds beyond a <see cref="Microsoft.Extensions.AI.ChatResponse"/>, whose
/// <see cref="Microsoft.Extensions.AI.ChatResponse.RawRepresentation"/> it is. Immutable.
/// </summary>
public sealed class OpenRouterResponse
{
    /// <summary>The whole body as UTF-8 JSON; of a stream, the last chunk.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What the provider charged, in USD; with a key of one's own at the upstream provider, its charge is included. Null when it did not say.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The upstream provider that OpenRouter chose.</summary>
    public string? Provider { get; init; }

    /// <summary>What the headers say about rate limits; null when they say nothing.</summary>
    public RateLimitSnapshot? RateLimits { get; init; }

    /// <summary>OpenRouter's id of the generation, for its usage records.</summary>
    public string? GenerationId { get; init; }

    /// <summary>The finish reason in the words of the upstream provider.</summary>
    public string? NativeFinishReason { get; init; }
}
