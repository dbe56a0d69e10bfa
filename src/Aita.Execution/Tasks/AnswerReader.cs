using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>Makes an <see cref="LlmAnswer"/> from what any chat client returned. Pure.</summary>
internal static class AnswerReader
{
    /// <summary>Reads a response.</summary>
    /// <param name="response">What the client returned.</param>
    /// <param name="requestedModel">The model that was asked for, if it is known.</param>
    /// <param name="prices">Prices for responses that do not say what they cost.</param>
    /// <param name="keepBody">Whether <see cref="LlmAnswer.Body"/> is wanted.</param>
    public static LlmAnswer Read(ChatResponse response, string? requestedModel, PriceBook prices, bool keepBody)
    {
        var usage = UsageOf(response.Usage);
        var raw = response.RawRepresentation as OpenRouterResponse;
        return new LlmAnswer
        {
            Text = response.Text,
            FinishReason = response.FinishReason?.Value,
            Model = response.ModelId,
            ResponseId = response.ResponseId,
            Usage = usage,
            Cost = CostOf(raw, usage, response.ModelId, requestedModel, prices),
            Body = keepBody && raw is not null ? ResponseBody.TryCreate(raw.Body) : null,
        };
    }

    /// <summary>What the headers of the answer said about rate limits; null when they said nothing, or the client does not tell.</summary>
    public static RateLimitSnapshot? LimitsOf(ChatResponse response) => (response.RawRepresentation as OpenRouterResponse)?.RateLimits;

    /// <summary>Null when neither input nor output is known: unknown is not zero.</summary>
    public static TokenUsage? UsageOf(UsageDetails? usage)
    {
        if (usage is null || (usage.InputTokenCount is null && usage.OutputTokenCount is null && usage.TotalTokenCount is null))
        {
            return null;
        }

        var input = Math.Max(0, usage.InputTokenCount ?? ((usage.TotalTokenCount ?? 0) - (usage.OutputTokenCount ?? 0)));
        var output = Math.Max(0, usage.OutputTokenCount ?? ((usage.TotalTokenCount ?? 0) - input));
        return new TokenUsage(input, output, Math.Clamp(usage.CachedInputTokenCount ?? 0, 0, input));
    }

    /// <summary>The provider's own figure, else the price book's by the model that answered, else by the model that was asked for, else null.</summary>
    public static decimal? CostOf(OpenRouterResponse? raw, TokenUsage? usage, string? model, string? requestedModel, PriceBook prices)
    {
        if (raw?.Cost is { } cost)
        {
            return cost;
        }

        return usage is { } tokens && (prices.Find(model) ?? prices.Find(requestedModel)) is { } price ? price.CostOf(tokens) : null;
    }
}
