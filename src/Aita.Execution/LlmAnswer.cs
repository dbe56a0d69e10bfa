namespace Aita.Execution;

/// <summary>What a model answered, independent of the client that fetched it. Immutable; this is what a checkpoint keeps.</summary>
public sealed record LlmAnswer
{
    /// <summary>The text of the answer, as the model wrote it.</summary>
    public required string Text { get; init; }

    /// <summary>Why the model stopped: <c>stop</c>, <c>length</c>, <c>content_filter</c>, ...; null when the provider did not say.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The model that answered, as the provider names it.</summary>
    public string? Model { get; init; }

    /// <summary>The provider's id of the answer.</summary>
    public string? ResponseId { get; init; }

    /// <summary>Tokens used; null when the provider did not say.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Cost in USD; null when neither the provider nor the price book knows it.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The provider's whole answer; only for tasks with <see cref="LlmTask.KeepsResponseBody"/>.</summary>
    public ResponseBody? Body { get; init; }
}
