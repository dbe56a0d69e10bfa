using Aita.Execution;

namespace Aita.Cli.Rendering;

/// <summary>What the requests of an input want of one model.</summary>
/// <param name="Requests">Number of requests.</param>
/// <param name="Input">Input tokens, as estimated.</param>
/// <param name="MostOutput">Output tokens when every answer is as long as it may be.</param>
/// <param name="Unlimited">Requests that set no limit.</param>
/// <param name="LowCost">USD when every answer is empty; 0 without a price.</param>
/// <param name="HighCost">USD when every answer is as long as it may be; 0 without a price.</param>
internal readonly record struct ModelDemand(long Requests, long Input, long MostOutput, long Unlimited, decimal LowCost, decimal HighCost)
{
    /// <summary>Taken for the longest answer to a request that sets no limit: few are as long as the model allows, which the spending cap reserves.</summary>
    public const int AssumedOutput = 4096;

    /// <summary>Adds a request.</summary>
    /// <param name="input">Its input tokens.</param>
    /// <param name="limit">The most output tokens of its answers together; null for no limit.</param>
    /// <param name="price">What the model costs, by the length of each prompt; null when that is not known.</param>
    public ModelDemand With(long input, long? limit, TokenPrice? price)
    {
        var output = limit ?? AssumedOutput;
        return new(
            Requests + 1,
            Input + input,
            MostOutput + output,
            Unlimited + (limit is null ? 1 : 0),
            LowCost + (price?.CostOf(new TokenUsage(input, 0)) ?? 0),
            HighCost + (price?.CostOf(new TokenUsage(input, output)) ?? 0));
    }
}
