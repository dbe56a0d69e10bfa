using System.Text;
using System.Text.RegularExpressions;

namespace Aita.Exams.Results;

/// <summary>
/// Finds a quote in what a student wrote. Letters, digits and signs of arithmetic count; white space, punctuation and LaTeX's spacing do not.
/// Knows where in the text each letter stands, so that the place can be marked. Immutable.
/// </summary>
internal sealed partial class QuoteSearch
{
    /// <summary>From here on signs that are no letters are mathematics more often than punctuation.</summary>
    private const char FirstSymbol = '\u2070';

    private readonly string _letters;
    private readonly List<int> _places = [];

    public QuoteSearch(string text)
    {
        var letters = new StringBuilder(text.Length);
        var plain = Blank(text);
        for (var i = 0; i < plain.Length; i++)
        {
            if (Fold(plain[i]) is { } letter)
            {
                letters.Append(letter);
                _places.Add(i);
            }
        }

        _letters = letters.ToString();
    }

    /// <summary>Where the quote stands; empty when it does not, or has nothing to look for. A quote with an ellipsis stands where its parts do, in their order.</summary>
    public IReadOnlyList<Range> Find(string quote)
    {
        if (Locate(LettersOf(quote), 0) is { } whole)
        {
            return [whole.Place];
        }

        var found = new List<Range>();
        var from = 0;
        foreach (var part in Ellipsis().Split(quote).Select(LettersOf).Where(part => part.Length > 0))
        {
            if (Locate(part, from) is not { } place)
            {
                return [];
            }

            found.Add(place.Place);
            from = place.End;
        }

        return found;
    }

    /// <summary>Whether there is anything in the quote to look for.</summary>
    public static bool IsEmpty(string quote) => LettersOf(quote).Length == 0;

    private (Range Place, int End)? Locate(string letters, int from)
    {
        var at = letters.Length == 0 ? -1 : _letters.IndexOf(letters, from, StringComparison.Ordinal);
        return at < 0 ? null : (_places[at]..(_places[at + letters.Length - 1] + 1), at + letters.Length);
    }

    private static string LettersOf(string text) => string.Concat(Blank(text).Select(Fold).OfType<char>());

    /// <summary>Commands that only space or size are overwritten by spaces, so that places stay.</summary>
    private static string Blank(string text) => Spacing().Replace(text, static match => new string(' ', match.Length));

    /// <summary>The letter as it is compared; <see langword="null"/> for what does not count.</summary>
    private static char? Fold(char letter) => letter switch
    {
        '\u2212' or '\u2013' or '\u2014' or '\u2010' or '\u2011' => '-',
        '+' or '-' or '*' or '/' or '=' or '<' or '>' or '%' or '\\' => letter,
        _ => char.IsLetterOrDigit(letter) || letter >= FirstSymbol ? letter : null,
    };

    [GeneratedRegex(@"\\(?:[,;:!> ()\[\]]|(?:quad|qquad|left|right|displaystyle|thinspace|medspace|thickspace|enspace|bigl|bigr|Bigl|Bigr|big|Big)(?![A-Za-z]))",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spacing();

    [GeneratedRegex(@"\[?(?:\.\.\.|\u2026)\]?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ellipsis();
}
