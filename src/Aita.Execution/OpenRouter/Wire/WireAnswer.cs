namespace Aita.Execution;

/// <summary>The parts of an answer, or of one chunk of a stream, that this client knows. What is missing or of another type stays empty.</summary>
internal struct WireAnswer
{
    public string? Id;
    public string? Model;
    public string? Provider;
    public string? Text;
    public string? Refusal;
    public string? FinishReason;
    public string? NativeFinishReason;
    public long? Created;
    public bool HasChoice;
    public bool HasToolCalls;

    public bool HasUsage;
    public long? InputTokens;
    public long? OutputTokens;
    public long? TotalTokens;
    public long? CachedTokens;
    public long? ReasoningTokens;
    public decimal? Cost;
    public decimal? UpstreamCost;
    public bool IsByok;

    /// <summary>Where the body holds an error: at its top, in its first choice, or both (the top wins).</summary>
    public bool HasError;

    /// <summary>USD: what OpenRouter charged and, with a key of one's own, what the upstream provider charges on top.</summary>
    public readonly decimal? TotalCost => IsByok && UpstreamCost is { } upstream ? upstream + (Cost ?? 0) : Cost;
}
