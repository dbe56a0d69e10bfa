namespace Aita.Execution;

/// <summary>What a model costs, in USD per token (not per million).</summary>
/// <param name="Input">One input token.</param>
/// <param name="Output">One output token.</param>
public sealed record TokenPrice(decimal Input, decimal Output)
{
    /// <summary>One input token read from the provider's cache; null: as <see cref="Input"/>.</summary>
    public decimal? CachedInput { get; init; }

    /// <summary>A fixed price per request.</summary>
    public decimal Request { get; init; }

    /// <summary>Price of a call.</summary>
    public decimal CostOf(TokenUsage usage) =>
        Request
        + ((usage.Input - usage.CachedInput) * Input)
        + (usage.CachedInput * (CachedInput ?? Input))
        + (usage.Output * Output);
}
