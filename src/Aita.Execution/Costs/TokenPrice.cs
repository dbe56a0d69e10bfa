namespace Aita.Execution;

/// <summary>What a model costs, in USD per token (not per million). Immutable.</summary>
/// <param name="Input">One input token.</param>
/// <param name="Output">One output token.</param>
public sealed record TokenPrice(decimal Input, decimal Output)
{
    /// <summary>One input token read from the provider's cache; null: as <see cref="Input"/>.</summary>
    public decimal? CachedInput { get; init; }

    /// <summary>A fixed price per request.</summary>
    public decimal Request { get; init; }

    /// <summary>Other prices of calls with a long prompt; null when the length makes no difference.</summary>
    public LongPromptPrice? LongPrompt { get; init; }

    /// <summary>
    /// The most tokens that the model writes in one answer; null when it is not known. The spending cap reserves so many for a request that sets
    /// no limit; estimates do not use it.
    /// </summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>The dearest prices of the day, for any length of prompt; null when they do not change. Reserved for, never charged.</summary>
    internal TokenPrice? AtPeak { get; init; }

    /// <summary>Price of one call, by the length of its prompt. Not for the sum of several calls.</summary>
    public decimal CostOf(TokenUsage usage) =>
        LongPrompt is { } longer && usage.Input > longer.MoreThan ? longer.Price.CostOf(usage) : OwnCostOf(usage);

    /// <summary>The most that a call may cost whose prompt has at most so many tokens: at whatever length up to that, and at any time of the day.</summary>
    internal decimal MostCostOf(TokenUsage usage)
    {
        var most = Math.Max(OwnCostOf(usage), AtPeak?.OwnCostOf(usage) ?? 0);
        return LongPrompt is { } longer && usage.Input > longer.MoreThan ? Math.Max(most, longer.Price.MostCostOf(usage)) : most;
    }

    private decimal OwnCostOf(TokenUsage usage) =>
        Request
        + ((usage.Input - usage.CachedInput) * Input)
        + (usage.CachedInput * (CachedInput ?? Input))
        + (usage.Output * Output);
}
