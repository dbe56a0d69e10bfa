using System.Text;
using System.Text.RegularExpressions;

namespace Aita.Exams.Stages.Grading;

/// <summary>Whether a model's quote stands in what a student wrote. White space, LaTeX spacing and typographic signs do not count. Pure.</summary>
internal static partial class QuoteText
{
    /// <summary>Whether the quote has anything to compare.</summary>
    public static bool IsEmpty(string quote) => Normalise(quote).Length == 0;

    /// <summary>Whether the quote stands in the text; of a quote with an ellipsis, whether its parts do, in their order.</summary>
    public static bool IsIn(string quote, string text)
    {
        var (wanted, all) = (Normalise(quote), Normalise(text));
        return wanted.Length > 0 && (all.Contains(wanted, StringComparison.Ordinal) || HasParts(quote, all));
    }

    /// <summary>Whether all of the quote stands within what the student crossed out, and nowhere else.</summary>
    public static bool IsCrossedOut(string quote, string text) =>
        CrossedOut().Matches(text).Any(crossed => IsIn(quote, crossed.Value)) && !IsIn(quote, CrossedOut().Replace(text, "\u0001"));

    /// <summary>The text without what does not count.</summary>
    internal static string Normalise(string text)
    {
        var plain = Spacing().Replace(text, "");
        var result = new StringBuilder(plain.Length);
        foreach (var letter in plain)
        {
            switch (letter)
            {
                case '$' or '~' or '{' or '}' or '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF':
                case var space when char.IsWhiteSpace(space):
                    break;
                case '\u2018' or '\u2019' or '\u02BC':
                    result.Append('\'');
                    break;
                case '\u201C' or '\u201D' or '\u201E' or '\u00AB' or '\u00BB':
                    result.Append('"');
                    break;
                case '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2212':
                    result.Append('-');
                    break;
                default:
                    result.Append(letter);
                    break;
            }
        }

        return result.ToString();
    }

    private static bool HasParts(string quote, string all)
    {
        var parts = Ellipsis().Split(quote);
        if (parts.Length < 2)
        {
            return false;
        }

        var from = 0;
        foreach (var part in parts.Select(Normalise).Where(part => part.Length > 0))
        {
            var at = all.IndexOf(part, from, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            from = at + part.Length;
        }

        return from > 0;
    }

    /// <summary>Commands that only space or size what stands beside them.</summary>
    [GeneratedRegex(@"\\(?:[,;:!> ()\[\]]|(?:quad|qquad|left|right|displaystyle|thinspace|medspace|thickspace|enspace|bigl|bigr|Bigl|Bigr|big|Big)\b)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Spacing();

    [GeneratedRegex(@"\[?(?:\.\.\.|\u2026)\]?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Ellipsis();

    [GeneratedRegex(@"~~.*?~~", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex CrossedOut();
}
