namespace Aita.Execution;

/// <summary>What requests of a kind use: moving means over about the last fifty. Immutable.</summary>
/// <param name="Requests">How many were seen, and those that stand for the first assumption.</param>
/// <param name="Output">Tokens of an answer.</param>
/// <param name="MoreInput">Input tokens that the provider counts beyond what was counted here; negative when it counts fewer.</param>
internal readonly record struct TypicalUsage(int Requests, double Output, double MoreInput)
{
    private const int Remembered = 50;
    private const int FirstRequests = 3; // one long answer must not make all others wait
    private const int LeastShare = 4; // of what was counted

    /// <summary>Before the first answer.</summary>
    public static TypicalUsage Assumed { get; } = StartingFrom(500);

    /// <summary>Before the first answer of a kind, when others have answers of so many tokens.</summary>
    public static TypicalUsage StartingFrom(double output) => new(FirstRequests, output, 0);

    /// <returns>What a request with so many input tokens, as counted, will probably use.</returns>
    public TokenUsage Of(long counted) => new(Math.Max(counted / LeastShare, counted + (long)Math.Round(MoreInput)), (long)Math.Round(Output));

    /// <param name="counted">Input tokens of a request, as counted before it was sent.</param>
    /// <param name="used">What the provider says it used; no input when it does not say.</param>
    public TypicalUsage After(long counted, TokenUsage used)
    {
        var requests = Math.Min(Requests + 1, Remembered);
        var more = used.Input > 0 ? used.Input - counted : MoreInput;
        return new(requests, Output + ((used.Output - Output) / requests), MoreInput + ((more - MoreInput) / requests));
    }
}
