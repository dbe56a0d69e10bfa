namespace Aita.Simulator;

/// <summary>
/// A simulated prompt cache: the longest run of leading messages that an earlier, finished request of the same model had is counted as
/// cached. It changes tokens and prices only, never an answer.
/// </summary>
public sealed class PromptCacheOptions
{
    /// <summary>How long a prefix stays cached after its last use.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Shorter prefixes (tokens) are never cached.</summary>
    /// <value>The default is 1,024 tokens, as for Gemini 2.5 Flash and OpenAI.</value>
    public int MinTokens { get; init; } = 1024;

    /// <summary>Price of a cached token as a factor of the prompt price.</summary>
    /// <value>The default is 0.25, as for Gemini.</value>
    public decimal ReadFactor { get; init; } = 0.25m;

    /// <summary>Price of a token that is written to the cache as a factor of the prompt price.</summary>
    /// <value>The default is 1 (writing is free); Anthropic takes 1.25.</value>
    public decimal WriteFactor { get; init; } = 1m;

    /// <summary>
    /// How the names of models begin that cache only what a <c>cache_control</c> tells them to: the messages up to the last one whose last part has it.
    /// </summary>
    /// <value>The default is <c>anthropic/</c>.</value>
    public IReadOnlyList<string> ExplicitModels { get; init; } = ["anthropic/"];

    /// <summary>Most prefixes remembered; when full, the expired ones are dropped, and if that is not enough all of them.</summary>
    /// <value>The default is 100,000 prefixes.</value>
    public int Capacity { get; init; } = 100_000;

    internal IEnumerable<string> Errors()
    {
        if (TimeToLive <= TimeSpan.Zero)
        {
            yield return $"PromptCache.TimeToLive is {TimeToLive}; give a time above zero.";
        }

        if (MinTokens < 0)
        {
            yield return $"PromptCache.MinTokens is {MinTokens}; give 0 or more.";
        }

        if (ReadFactor < 0 || WriteFactor < 0)
        {
            yield return $"PromptCache.ReadFactor is {ReadFactor} and WriteFactor is {WriteFactor}; give 0 or more.";
        }

        if (Capacity < 1)
        {
            yield return $"PromptCache.Capacity is {Capacity}; give at least 1.";
        }
    }
}
