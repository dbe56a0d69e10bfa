namespace Aita.Execution;

/// <summary>Token limits per minute that were set; null where there is none. Pure.</summary>
internal readonly record struct TokenLimits(long? Total = null, long? Input = null, long? Output = null)
{
    /// <summary>Why a request can never be sent; null when it can.</summary>
    public string? WhyNever(TokenUsage estimated) =>
        estimated.Total > Total ? Sentence(estimated.Total, Total.Value, "tokens", "make it smaller, lower the maximum of output tokens, or raise the limit")
        : estimated.Input > Input ? Sentence(estimated.Input, Input.Value, "input tokens", "make it smaller, or raise the limit")
        : estimated.Output > Output ? Sentence(estimated.Output, Output.Value, "output tokens", "lower its maximum of output tokens, or raise the limit")
        : null;

    private static string Sentence(long needed, long limit, string what, string advice) =>
        $"The request needs about {needed} {what}, more than the limit of {limit} {what} per minute allows: {advice}.";
}
