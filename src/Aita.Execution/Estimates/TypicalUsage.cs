namespace Aita.Execution;

/// <summary>What requests of a kind use, and how that compares with what was counted: moving means over about the last fifty. Immutable.</summary>
/// <param name="Requests">How many were seen, the first assumption included.</param>
/// <param name="Output">Tokens of an answer.</param>
/// <param name="InputFactor">Input tokens that the provider counts for each that was counted here.</param>
internal readonly record struct TypicalUsage(int Requests, double Output, double InputFactor)
{
    private const int Remembered = 50;
    private const double SmallestFactor = 0.25;
    private const double LargestFactor = 4;

    /// <summary>Before the first answer.</summary>
    public static TypicalUsage Assumed { get; } = new(1, 500, 1);

    /// <returns>What a request with so many input tokens, as counted, will probably use.</returns>
    public TokenUsage Of(long counted) => new((long)Math.Round(counted * InputFactor), (long)Math.Round(Output));

    /// <param name="counted">Input tokens of a request, as counted before it was sent.</param>
    /// <param name="used">What the provider says it used.</param>
    public TypicalUsage After(long counted, TokenUsage used)
    {
        var weight = 1.0 / Math.Min(Requests + 1, Remembered);
        var factor = counted > 0 && used.Input > 0 ? Math.Clamp((double)used.Input / counted, SmallestFactor, LargestFactor) : InputFactor;
        return new(Math.Min(Requests + 1, Remembered), Output + ((used.Output - Output) * weight), InputFactor + ((factor - InputFactor) * weight));
    }
}
