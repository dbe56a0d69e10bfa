using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Aita.Execution;

/// <summary>
/// Finds and reads the JSON in a model's text. Takes what models do: code fences, prose before and after, a byte order mark, comments,
/// trailing commas, raw line breaks in strings, and LaTeX whose backslashes are not doubled, which survives as LaTeX (see
/// <c>LatexEscapes</c> for the rule and its limits). Invents nothing: what is cut off or has a bracket missing is refused. When a text has
/// several pieces of JSON, the longest is the answer, and a remark such as <c>[1, 2]</c> only when there is nothing else. Pure; thread-safe.
/// </summary>
public static class JsonAnswer
{
    // Brackets that begin no JSON, such as [1] or {x}, are tried too, but a text full of them is not worth the time.
    private const int MaxRemarks = 200;

    // No number is longer.
    private const int MaxScalarLength = 40;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads the JSON in a text.</summary>
    /// <exception cref="LlmException">There is none, it is invalid (<see cref="FailureKind.InvalidResponse"/>), or it is cut off
    /// (<see cref="FailureKind.Truncated"/>). The message says what is wrong and where, so that a model can mend it.</exception>
    public static JsonElement Parse(string text) => TryParse(text, out var value, out var failure) ? value : throw new LlmException(failure);

    /// <summary>Reads the JSON in a text, without an exception.</summary>
    /// <param name="text">What the model wrote.</param>
    /// <param name="value">The value; does not have to be disposed of.</param>
    /// <param name="failure">What is wrong and where; null when nothing is.</param>
    public static bool TryParse(string text, out JsonElement value, [NotNullWhen(false)] out LlmFailure? failure)
    {
        ArgumentNullException.ThrowIfNull(text);
        var whole = text.Trim('\uFEFF', ' ', '\r', '\n', '\t');
        var isScalar = whole is ['"', .., '"'] || (whole.Length <= MaxScalarLength && whole is not (['{' or '[', ..] or []));
        var found = isScalar && TryRead(whole, out var scalar, out _) ? new Candidate(text.Length, scalar, null) : Find(text);
        value = found?.Value ?? default;
        failure = found is null ? JsonProblem.None(text) : found.Failure is null ? null : found.Failure with { RawResponse = text };
        return failure is null;
    }

    /// <summary>Whether a text is JSON as it stands, white space around it aside.</summary>
    internal static bool IsJson(string text)
    {
        try
        {
            JsonElement.Parse(text);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return false;
        }
    }

    private static Candidate? Find(string text)
    {
        Candidate? answer = null;
        Candidate? remark = null;
        var remarks = 0;
        var start = text.AsSpan().IndexOfAny('{', '[');
        while (start >= 0)
        {
            var next = start + 1;
            if (JsonExtent.BeginsJson(text, start))
            {
                var candidate = Read(text, JsonExtent.Follow(text, start));
                answer = answer?.Length >= candidate.Length ? answer : candidate;
                next = start + candidate.Length;
            }
            else if (remarks++ < MaxRemarks)
            {
                var candidate = Read(text, JsonExtent.Follow(text, start));
                remark = remark is null || (remark.Value is null && candidate.Value is not null) ? candidate : remark;
                next = candidate.Value is null ? next : start + candidate.Length;
            }

            var step = text.AsSpan(next).IndexOfAny('{', '[');
            start = step < 0 ? -1 : next + step;
        }

        return answer ?? remark;
    }

    private static Candidate Read(string text, JsonExtent extent)
    {
        if (extent.Ending != JsonEnding.Closed)
        {
            return new(extent.Length, null, JsonProblem.NotClosed(text, extent));
        }

        return TryRead(text.Substring(extent.Start, extent.Length), out var value, out var failure)
            ? new(extent.Length, value, null)
            : new(extent.Length, null, failure);
    }

    private static bool TryRead(string json, out JsonElement value, [NotNullWhen(false)] out LlmFailure? failure)
    {
        var repaired = LatexEscapes.Repair(json);
        try
        {
            value = JsonElement.Parse(repaired, Lenient);
            failure = null;
            return true;
        }
        catch (JsonException e)
        {
            failure = JsonProblem.Invalid(repaired, e);
        }
        catch (ArgumentException)
        {
            failure = new(FailureKind.InvalidResponse, "The answer is not valid JSON: it contains half of a surrogate pair.");
        }

        value = default;
        return false;
    }

    private sealed record Candidate(int Length, JsonElement? Value, LlmFailure? Failure);
}
