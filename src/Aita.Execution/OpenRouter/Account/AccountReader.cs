using System.Text.Json;

namespace Aita.Execution;

/// <summary>Reads the answers of <c>GET /models</c> and <c>GET /key</c>. Pure.</summary>
internal static class AccountReader
{
    /// <summary>
    /// Reads prices, see <see cref="PricingReader"/>. Models without a fixed price (-1) are left out.
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
                    && PricingReader.Read(model) is { } price)
                {
                    prices[id.GetString()!] = price;
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
            JsonAmount.Read(data, "limit"),
            Money.ParseBalance(JsonAmount.Text(data, "limit_remaining")),
            JsonAmount.Read(data, "usage"),
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
}
