using System.Text;
using System.Text.RegularExpressions;

namespace Aita.Exams.Stages.Grading;

/// <summary>
/// Finds text in an answer that speaks to the grader instead of answering. It lowers no mark and removes nothing: it sends the answer to a
/// person. What keeps such text from moving points is the structure of the prompt (<see cref="StudentBlock"/>). Pure.
/// </summary>
internal static partial class SuspicionDetector
{
    private const int ExcerptLength = 80;

    /// <summary>Text longer than this is searched in its first part only; no handwritten answer is.</summary>
    private const int MaxLength = 50_000;

    /// <summary>What was found, each kind once; empty for an ordinary answer.</summary>
    public static IReadOnlyList<Suspicion> Find(string text)
    {
        var searched = text.Length <= MaxLength ? text : text[..MaxLength];
        var found = new List<Suspicion>();
        if (TextFolding.HasHiddenSigns(searched))
        {
            found.Add(new Suspicion("signs that cannot be seen", Excerpt(TextFolding.Visible(searched))));
        }

        foreach (var form in TextFolding.Forms(searched).Distinct(StringComparer.Ordinal))
        {
            AddOrders(form, "", found);
        }

        if (string.Join('\n', Encoded(searched)) is { Length: > 0 } hidden)
        {
            found.Add(new Suspicion("encoded text", Excerpt(hidden)));
            foreach (var form in TextFolding.Forms(hidden))
            {
                AddOrders(form, "encoded, ", found);
            }
        }

        return found;
    }

    private static void AddOrders(string form, string prefix, List<Suspicion> found)
    {
        foreach (var pattern in OrderPhrases.All)
        {
            if (!found.Exists(suspicion => suspicion.Kind.EndsWith(pattern.Kind, StringComparison.Ordinal)) && pattern.Find(form) is { } words)
            {
                found.Add(new Suspicion(prefix + pattern.Kind, Excerpt(words)));
            }
        }
    }

    /// <summary>Text hidden in base64 or hexadecimal digits.</summary>
    private static IEnumerable<string> Encoded(string text)
    {
        foreach (Match match in Base64().Matches(text))
        {
            var bytes = new byte[match.Length];
            var padded = match.Value.TrimEnd('=').Replace('-', '+').Replace('_', '/');
            padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
            if (Convert.TryFromBase64String(padded, bytes, out var length) && Prose(bytes.AsSpan(0, length)) is { } prose)
            {
                yield return prose;
            }
        }

        foreach (Match match in Hexadecimal().Matches(text))
        {
            var digits = string.Concat(match.Value.Where(char.IsAsciiHexDigit));
            if (digits.Length % 2 == 0 && Prose(Convert.FromHexString(digits)) is { } prose)
            {
                yield return prose;
            }
        }
    }

    /// <summary>The bytes as text if they are words of some language, else nothing: numbers and formulas decode to rubbish.</summary>
    private static string? Prose(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var words = text.Count(letter => char.IsLetter(letter) || letter is ' ' or '.' or ',' or ':' or '\'');
        return text.Length >= 8 && !text.Contains('\uFFFD', StringComparison.Ordinal) && words >= text.Length * 9 / 10 ? text : null;
    }

    private static string Excerpt(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= ExcerptLength ? line : line[..(ExcerptLength - 3)] + "...";
    }

    [GeneratedRegex(@"[A-Za-z0-9+/_\-]{20,}={0,2}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Base64();

    [GeneratedRegex(@"(?:[0-9A-Fa-f]{2}[ :]?){16,}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Hexadecimal();
}

/// <summary>Something in an answer that speaks to the grader.</summary>
/// <param name="Kind">What it is, in words.</param>
/// <param name="Excerpt">Where, in the student's words.</param>
internal sealed record Suspicion(string Kind, string Excerpt);
