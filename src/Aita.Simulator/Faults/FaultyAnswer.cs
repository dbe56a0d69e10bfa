using System.Text.RegularExpressions;

namespace Aita.Simulator;

/// <summary>Turns a good answer into a flawed one. Pure.</summary>
internal static partial class FaultyAnswer
{
    /// <summary>The answer under a fault that keeps the status 200 and the choices; unchanged for other faults.</summary>
    public static Answer Of(Answer good, Fault fault, ref SeededRandom random) => fault.Kind switch
    {
        FaultKind.ErrorFinish => Half(good) with
        {
            FinishReason = "error",
            NativeFinishReason = "ERROR",
            Error = WireError.Of(fault.StatusCode, fault.Message ?? "The generation was interrupted.", fault.ErrorType),
        },
        FaultKind.EmptyCompletion => new Answer("", 0) { FinishReason = null, NativeFinishReason = null },
        FaultKind.Truncated => Half(good),
        FaultKind.Refused => new Answer(null, 12)
        {
            FinishReason = "content_filter",
            NativeFinishReason = "SAFETY",
            Refusal = fault.Message ?? "I can't help with that request. (simulated refusal)",
        },
        FaultKind.MalformedJson => good with { Content = Malform(good.Content ?? "", ref random) },
        FaultKind.BrokenLatex => good with { Content = BreakLatex(good.Content ?? "") },
        _ => good,
    };

    private static Answer Half(Answer good) =>
        good.CutTo(good.CompletionTokens / 2) with { FinishReason = "length", NativeFinishReason = "MAX_TOKENS" };

    /// <summary>The usual ways in which models spoil JSON; some can be repaired without asking again.</summary>
    private static string Malform(string json, ref SeededRandom random) => random.Next(5) switch
    {
        0 => $"Here is the JSON you asked for:\n```json\n{json}\n```\nI hope this helps!",
        1 when json.EndsWith('}') => string.Concat(json.AsSpan(0, json.Length - 1), ",}"),
        2 => $"{json}\nNote: this answer is simulated {{not JSON}}.",
        3 => json.Replace('"', '\''),
        _ => json.Length > 0 ? json[..^1] : "{",
    };

    /// <summary>Takes the escape away from backslashes before letters, as models that write LaTeX into JSON do.</summary>
    private static string BreakLatex(string json) => EscapedCommand().Replace(json, @"\");

    [GeneratedRegex(@"\\\\(?=[A-Za-z])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EscapedCommand();
}
