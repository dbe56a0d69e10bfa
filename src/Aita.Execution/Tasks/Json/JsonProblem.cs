using System.Text;
using System.Text.Json;

namespace Aita.Execution;

/// <summary>Says what is wrong with JSON, and where, in words for a person and for the model that has to mend it. Pure.</summary>
internal static class JsonProblem
{
    private const int ExcerptLength = 60;

    public static LlmFailure None(string text) => new(
        FailureKind.InvalidResponse,
        string.IsNullOrWhiteSpace(text) ? "The answer is empty; JSON was asked for." : $"There is no JSON in the answer. It begins: {Start(text)}")
    {
        RawResponse = text,
    };

    public static LlmFailure NotClosed(string text, JsonExtent extent)
    {
        var json = text.AsSpan(extent.Start, extent.Length).TrimEnd();
        var inside = extent.IsInString ? " in the middle of a string" : "";
        var end = Quote(json[^Math.Min(json.Length, ExcerptLength)..]);
        return extent.Ending == JsonEnding.CutOff
            ? new(
                FailureKind.Truncated,
                $"The JSON of the answer is cut off{inside} after {json.Length:N0} characters: raise the maximum of output tokens. It ends: {end}")
            : new(
                FailureKind.InvalidResponse,
                $"The answer is not valid JSON: a closing {(extent.IsInString ? "quote" : "bracket")} is missing. It ends: {end}");
    }

    public static LlmFailure Invalid(string json, JsonException e)
    {
        var line = (int)(e.LineNumber ?? 0);
        var text = json.Split('\n').ElementAtOrDefault(line) ?? "";
        var bytes = Encoding.UTF8.GetBytes(text);
        var column = Encoding.UTF8.GetCharCount(bytes, 0, (int)Math.Min(e.BytePositionInLine ?? 0, bytes.Length));
        var from = Math.Max(0, column - (ExcerptLength / 2));
        var excerpt = text.AsSpan(from, Math.Min(ExcerptLength, text.Length - from));
        return new(
            FailureKind.InvalidResponse,
            $"The answer is not valid JSON: {Reason(e)} (line {line + 1}, column {column + 1} of the JSON, near {Quote(excerpt)}).");
    }

    /// <summary>The reason in an exception's message, without the position in bytes that follows it.</summary>
    public static string Reason(JsonException e)
    {
        var message = e.Message;
        foreach (var tail in (string[])[" LineNumber:", " Path:"])
        {
            var at = message.IndexOf(tail, StringComparison.Ordinal);
            message = at < 0 ? message : message[..at];
        }

        return message.TrimEnd('.', ' ');
    }

    private static string Start(string text) => Quote(text.AsSpan().Trim()[..Math.Min(ExcerptLength, text.AsSpan().Trim().Length)]);

    private static string Quote(ReadOnlySpan<char> excerpt) => $"`{excerpt.Trim()}`";
}
