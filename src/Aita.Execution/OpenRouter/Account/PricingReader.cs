using System.Text.Json;

namespace Aita.Execution;

/// <summary>Reads what one model of <c>GET /models</c> costs: decimal texts in USD per token. Pure.</summary>
internal static class PricingReader
{
    private static readonly string[] Keys = ["prompt", "completion", "input_cache_read", "request"];

    /// <summary>
    /// Reads a model. Of <c>overrides</c>, those with <c>min_prompt_tokens</c> are prices of longer prompts, of which a later one wins key by key;
    /// those of a time of the day count only towards the dearest price. Discounts are not applied.
    /// </summary>
    /// <returns>Null without a fixed price.</returns>
    public static TokenPrice? Read(JsonElement model)
    {
        if (!model.TryGetProperty("pricing", out var pricing) || pricing.ValueKind != JsonValueKind.Object
            || JsonAmount.Read(pricing, "prompt") is null || JsonAmount.Read(pricing, "completion") is null)
        {
            return null;
        }

        var overrides = ReadOverrides(pricing);
        var usual = Array.ConvertAll(Keys, key => JsonAmount.Read(pricing, key));
        LongPromptPrice? longPrompt = null;
        foreach (var length in overrides.Where(static one => !one.IsTimed).Select(static one => one.MoreThan).Distinct().OrderDescending())
        {
            var amounts = usual;
            foreach (var one in overrides.Where(one => !one.IsTimed && one.MoreThan <= length))
            {
                amounts = [.. amounts.Zip(one.Amounts, static (before, now) => now ?? before)];
            }

            longPrompt = new LongPromptPrice(length, ToPrice(amounts) with { LongPrompt = longPrompt });
        }

        return ToPrice(usual) with
        {
            LongPrompt = longPrompt,
            AtPeak = overrides.Exists(static one => one.IsTimed) ? ToPrice(overrides.Aggregate(usual, static (most, one) => [.. most.Zip(one.Amounts, Dearer)])) : null,
            MaxOutputTokens = ReadMaxOutput(model),
        };
    }

    private static List<(bool IsTimed, long MoreThan, decimal?[] Amounts)> ReadOverrides(JsonElement pricing) =>
        !pricing.TryGetProperty("overrides", out var overrides) || overrides.ValueKind != JsonValueKind.Array ? [] :
        [
            .. overrides.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.Object).Select(static one =>
            {
                var moreThan = JsonAmount.ReadCount(one, "min_prompt_tokens");
                return (moreThan is null || one.TryGetProperty("utc_start", out _) || one.TryGetProperty("utc_end", out _), moreThan ?? 0, Array.ConvertAll(Keys, key => JsonAmount.Read(one, key)));
            }),
        ];

    /// <summary>The longest answer of the provider that is asked first; where it is not told, all that the model can hold at once.</summary>
    private static long? ReadMaxOutput(JsonElement model)
    {
        var context = JsonAmount.ReadCount(model, "context_length");
        if (!model.TryGetProperty("top_provider", out var provider) || provider.ValueKind != JsonValueKind.Object)
        {
            return context;
        }

        return JsonAmount.ReadCount(provider, "max_completion_tokens") ?? JsonAmount.ReadCount(provider, "context_length") ?? context;
    }

    private static TokenPrice ToPrice(decimal?[] amounts) => new(amounts[0] ?? 0, amounts[1] ?? 0) { CachedInput = amounts[2], Request = amounts[3] ?? 0 };

    private static decimal? Dearer(decimal? one, decimal? other) => one is null || other > one ? other : one;
}
