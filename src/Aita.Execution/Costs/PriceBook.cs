namespace Aita.Execution;

/// <summary>Prices by model name. Immutable and thread-safe.</summary>
public sealed class PriceBook
{
    private readonly Dictionary<string, TokenPrice> _prices;

    /// <summary>Creates a price book. Of two prices of one model, the last one counts.</summary>
    /// <param name="prices">Prices by model name, compared without regard to case.</param>
    public PriceBook(IEnumerable<KeyValuePair<string, TokenPrice>> prices)
    {
        ArgumentNullException.ThrowIfNull(prices);
        _prices = new Dictionary<string, TokenPrice>(StringComparer.OrdinalIgnoreCase);
        foreach (var (model, price) in prices)
        {
            _prices[model] = price;
        }
    }

    /// <summary>A price book without prices.</summary>
    public static PriceBook Empty { get; } = new([]);

    /// <summary>Number of models with a price.</summary>
    public int Count => _prices.Count;

    /// <summary>
    /// Finds the price of a model; null when it is not known. A dated name that has no price of its own
    /// (<c>openai/gpt-4o-2024-08-06</c>, <c>anthropic/claude-haiku-4-5-20251001</c>) has the price of the undated one.
    /// A variant (<c>:free</c>) has only a price of its own.
    /// </summary>
    public TokenPrice? Find(string? model)
    {
        if (model is null)
        {
            return null;
        }

        return _prices.TryGetValue(model, out var price) || (WithoutDate(model) is { } undated && _prices.TryGetValue(undated, out price))
            ? price
            : null;
    }

    /// <summary>A price book with one price more, or one replaced.</summary>
    public PriceBook With(string model, TokenPrice price)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(price);
        return new PriceBook(_prices.Append(new(model, price)));
    }

    /// <summary>Cuts <c>-2024-08-06</c> or <c>-20240806</c> off the end. Null when there is no date.</summary>
    private static string? WithoutDate(string model)
    {
        var name = model.AsSpan();
        return name switch
        {
            [.. { Length: > 0 }, '-', '2', '0', _, _, '-', _, _, '-', _, _] when IsDate(name[^10..]) => model[..^11],
            [.. { Length: > 0 }, '-', '2', '0', _, _, _, _, _, _] when IsDate(name[^8..]) => model[..^9],
            _ => null,
        };
    }

    private static bool IsDate(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c != '-' && !char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return true;
    }
}
