using System.Text.Json;

namespace Aita.Execution;

/// <summary>Reads the answers of <c>GET /models</c> and <c>GET /key</c>. Pure.</summary>
internal static class AccountReader
{
    /// <summary>
    /// Reads prices: decimal texts in USD per token. Discounts and prices that depend on the length of the prompt or the time of day are
    /// not applied. Models without a fixed price (-1) are left out.
    /// </summary>
    public static PriceBook ReadPrices(ReadOnlyMemory<byte> body, in ProviderAnswer answer)
    {
        using var document = Parse(body, answer);
        var prices = new Dictionary<string, TokenPrice>(StringComparer.OrdinalIgnoreCase);
        if (document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("data", out var models) && models.ValueKind == JsonValueKind.Array)
        {
            foreach (var model in models.EnumerateArray())
            {
                if (model.ValueKind == JsonValueKind.Object
                    && model.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
                    && model.TryGetProperty("pricing", out var pricing) && pricing.ValueKind == JsonValueKind.Object
                    && Amount(pricing, "prompt") is { } input && Amount(pricing, "completion") is { } output)
                {
                    prices[id.GetString()!] = new TokenPrice(input, output)
                    {
                        CachedInput = Amount(pricing, "input_cache_read"),
                        Request = Amount(pricing, "request") ?? 0,
                    };
                }
            }
        }

        return new PriceBook(prices);
    }

    public static KeyStatus ReadKey(ReadOnlyMemory<byte> body, in ProviderAnswer answer)
    {
        using var document = Parse(body, answer);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object)
        {
            throw ProviderError.Empty(answer, body, "The provider's answer says nothing about the key.");
        }

        return new KeyStatus(
            Amount(data, "limit"),
            Money.ParseBalance(Text(data, "limit_remaining")),
            Amount(data, "usage"),
            data.TryGetProperty("is_free_tier", out var free) && free.ValueKind == JsonValueKind.True);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body, in ProviderAnswer answer)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException exception)
        {
            throw ProviderError.Unreadable(answer, body, exception);
        }
    }

    private static decimal? Amount(JsonElement element, string name) => Money.Parse(Text(element, name));

    private static string? Text(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
}
