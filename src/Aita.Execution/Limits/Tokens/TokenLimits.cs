namespace Aita.Execution;

/// <summary>Token limits per minute that were set; null where there is none. Pure.</summary>
internal readonly record struct TokenLimits(long? Total = null, long? Input = null, long? Output = null)
{
    /// <summary>Those of a batch.</summary>
    public static TokenLimits Of(ParallelExecutionOptions options) => new(options.TokensPerMinute, options.InputTokensPerMinute, options.OutputTokensPerMinute);

    /// <summary>Why a request can never be sent; null when it can.</summary>
    public string? WhyNever(TokenUsage estimated) =>
        estimated.Total > Total ? Sentence(estimated.Total, Total.Value, "tokens", "make it smaller, lower the maximum of output tokens, or raise the limit")
        : estimated.Input > Input ? Sentence(estimated.Input, Input.Value, "input tokens", "make it smaller, or raise the limit")
        : estimated.Output > Output ? Sentence(estimated.Output, Output.Value, "output tokens", "lower its maximum of output tokens, or raise the limit")
        : null;

    /// <summary>
    /// What a request reserves. What was learnt from others may be wrong for it: only what was counted says that it can never be sent.
    /// </summary>
    /// <param name="expected">What it will probably use.</param>
    /// <param name="countedInput">Its input tokens, as counted.</param>
    public TokenUsage Fit(TokenUsage expected, long countedInput)
    {
        var input = Math.Min(expected.Input, Math.Max(countedInput, Math.Min(Input ?? long.MaxValue, Total ?? long.MaxValue)));
        var output = Math.Min(expected.Output, Math.Min(Output ?? long.MaxValue, Math.Max(0, (Total ?? long.MaxValue) - input)));
        return new TokenUsage(input, output);
    }

    private static string Sentence(long needed, long limit, string what, string advice) =>
        $"The request needs about {needed} {what}, more than the limit of {limit} {what} per minute allows: {advice}.";
}
