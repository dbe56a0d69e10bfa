namespace Aita.Cli.Rendering;

/// <summary>What the requests of an input want of one model.</summary>
/// <param name="Requests">Number of requests.</param>
/// <param name="Input">Input tokens, as estimated.</param>
/// <param name="MostOutput">Output tokens when every answer is as long as it may be.</param>
/// <param name="Unlimited">Requests that set no limit.</param>
internal readonly record struct ModelDemand(long Requests, long Input, long MostOutput, long Unlimited)
{
    /// <summary>Taken for the longest answer to a request that sets no limit: few are as long as the model allows, which the spending cap reserves.</summary>
    public const int AssumedOutput = 4096;

    public ModelDemand With(long input, long? limit) =>
        new(Requests + 1, Input + input, MostOutput + (limit ?? AssumedOutput), Unlimited + (limit is null ? 1 : 0));
}
