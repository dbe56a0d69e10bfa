namespace Aita.Execution;

/// <summary>Prices by model name. Immutable and thread-safe.</summary>
public sealed class PriceBook
{
    private readonly Dictionary<string, TokenPrice> _prices;

    /// <summary>Creates a price book.</summary>
    /// <param name="prices">Prices by model name, compared without regard to case.</param>
    public PriceBook(IEnumerable<KeyValuePair<string, TokenPrice>> prices) => _prices = new(prices, StringComparer.OrdinalIgnoreCase);

    /// <summary>A price book without prices.</summary>
    public static PriceBook Empty { get; } = new([]);

    /// <summary>Finds the price of a model; null when it is not known.</summary>
    public TokenPrice? Find(string? model) => model is not null && _prices.TryGetValue(model, out var price) ? price : null;
}
