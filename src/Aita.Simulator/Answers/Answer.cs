namespace Aita.Simulator;

/// <summary>The message of a completion, ready to be written.</summary>
internal sealed record Answer(string? Content, int CompletionTokens)
{
    public string? FinishReason { get; init; } = "stop";

    public string? NativeFinishReason { get; init; } = "STOP";

    public string? Refusal { get; init; }

    /// <summary>The error of an interrupted generation.</summary>
    public WireError? Error { get; init; }

    public static Answer Of(string content) => new(content, Math.Max(1, TokenEstimate.OfText(content.Length)));

    /// <summary>This answer, cut where the model had to stop.</summary>
    public Answer CutTo(int tokens) => tokens >= CompletionTokens
        ? this
        : new Answer(Cut(Content ?? "", TokenEstimate.Characters(tokens)), tokens)
        {
            FinishReason = "length",
            NativeFinishReason = "MAX_TOKENS",
        };

    /// <summary>Never cuts a surrogate pair.</summary>
    private static string Cut(string text, int characters)
    {
        int length = Math.Min(characters, text.Length);
        return length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
