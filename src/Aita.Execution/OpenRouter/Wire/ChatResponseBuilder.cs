using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>Makes a <see cref="ChatResponse"/> from a body with status 200. Pure.</summary>
internal static class ChatResponseBuilder
{
    /// <summary>Reads a body.</summary>
    /// <param name="body">The body, which the response keeps.</param>
    /// <param name="answer">Status and headers of the answer, for failures.</param>
    /// <exception cref="LlmException">The body holds an error, is not complete, or is empty.</exception>
    public static ChatResponse Build(ReadOnlyMemory<byte> body, in ProviderAnswer answer)
    {
        WireAnswer wire;
        try
        {
            wire = WireAnswerReader.Read(body.Span);
        }
        catch (JsonException exception)
        {
            throw ProviderError.Unreadable(answer, body, exception);
        }

        ThrowIfFailed(wire, body, answer);
        var refused = string.IsNullOrEmpty(wire.Text) && !string.IsNullOrEmpty(wire.Refusal);
        var response = new ChatResponse(new ChatMessage(ChatRole.Assistant, refused ? wire.Refusal : wire.Text ?? ""))
        {
            ResponseId = wire.Id,
            ModelId = wire.Model,
            CreatedAt = ToTime(wire.Created),
            FinishReason = refused ? ChatFinishReason.ContentFilter : ToFinishReason(wire.FinishReason),
            Usage = ToUsage(wire),
            RawRepresentation = ToRaw(wire, body, answer),
        };
        return response;
    }

    public static OpenRouterResponse ToRaw(in WireAnswer wire, ReadOnlyMemory<byte> body, in ProviderAnswer answer) => new()
    {
        Body = body,
        Cost = wire.TotalCost,
        Provider = wire.Provider,
        RateLimits = answer.RateLimits,
        GenerationId = answer.GenerationId ?? wire.Id,
        NativeFinishReason = wire.NativeFinishReason,
    };

    public static UsageDetails? ToUsage(in WireAnswer wire) => !wire.HasUsage ? null : new UsageDetails
    {
        InputTokenCount = wire.InputTokens,
        OutputTokenCount = wire.OutputTokens,
        TotalTokenCount = wire.TotalTokens ?? wire.InputTokens + wire.OutputTokens,
        CachedInputTokenCount = wire.CachedTokens,
        ReasoningTokenCount = wire.ReasoningTokens,
    };

    /// <summary>Null and unknown reasons are answers like others.</summary>
    public static ChatFinishReason? ToFinishReason(string? reason) => string.IsNullOrWhiteSpace(reason) ? null : new ChatFinishReason(reason);

    public static DateTimeOffset? ToTime(long? seconds) =>
        seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value) : null;

    private static void ThrowIfFailed(in WireAnswer wire, ReadOnlyMemory<byte> body, in ProviderAnswer answer)
    {
        if (wire.HasError || wire.FinishReason == "error")
        {
            throw ProviderError.FromBody(answer, body);
        }

        if (!wire.HasChoice)
        {
            throw ProviderError.Empty(answer, body, "The provider's answer holds no choices.");
        }

        // A cold start: the provider says it is done without having begun. Sending it again helps, and this one is not billed.
        if (wire.FinishReason is null && string.IsNullOrEmpty(wire.Text) && string.IsNullOrEmpty(wire.Refusal) && !wire.HasToolCalls
            && wire.OutputTokens is null or 0)
        {
            throw ProviderError.Empty(answer, body, "The provider answered with nothing: no text, no tokens and no reason.");
        }
    }
}
