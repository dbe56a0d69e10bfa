namespace Aita.Execution;

/// <summary>Tokens of one call or a sum of calls.</summary>
/// <param name="Input">Tokens of the prompt, cached ones included.</param>
/// <param name="Output">Tokens of the answer, reasoning included.</param>
/// <param name="CachedInput">Prompt tokens that were read from the provider's cache.</param>
public readonly record struct TokenUsage(long Input, long Output, long CachedInput = 0)
{
    /// <summary>Input and output together.</summary>
    public long Total => Input + Output;

    /// <summary>Adds two usages.</summary>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) =>
        new(left.Input + right.Input, left.Output + right.Output, left.CachedInput + right.CachedInput);

    /// <summary>Takes one usage from another.</summary>
    public static TokenUsage operator -(TokenUsage left, TokenUsage right) =>
        new(left.Input - right.Input, left.Output - right.Output, left.CachedInput - right.CachedInput);

    /// <summary>Takes one usage from another.</summary>
    public static TokenUsage Subtract(TokenUsage left, TokenUsage right) => left - right;

    /// <summary>Adds two usages.</summary>
    public static TokenUsage Add(TokenUsage left, TokenUsage right) => left + right;
}
