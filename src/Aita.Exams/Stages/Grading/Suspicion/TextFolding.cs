using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Aita.Exams.Stages.Grading;

/// <summary>Takes the disguise off text: invisible signs, look-alike letters, letters set apart, digits for letters. Pure.</summary>
internal static partial class TextFolding
{
    /// <summary>Cyrillic and Greek letters, each with the Latin one that it looks like.</summary>
    private const string Lookalikes =
        "\u0430a\u0435e\u043Eo\u0440p\u0441c\u0443y\u0445x\u0456i\u0458j\u0455s\u0501d\u04BBh\u051Bq\u051Dw\u0410A\u0412B\u0415E\u041AK\u041CM\u041DH\u041EO\u0420P\u0421C\u0422T\u0425X\u0406I\u0408J\u0405S\u043Am\u0442t\u043Cm\u0432b\u043Dh\u043Ak\u0433r\u0438u\u043Fn"
        + "\u03B1a\u03B5e\u03B9i\u03BFo\u03C1p\u03C5u\u03BDv\u03BAk\u03C4t\u03C7x\u0391A\u0392B\u0395E\u0397H\u0399I\u039AK\u039CM\u039DN\u039FO\u03A1P\u03A4T\u03A5Y\u03A7X\u0396Z\u0131i\u0261g\u0251a\u026Ai\u0280r\u0274n\u029Fl\u1D0Fo\u1D07e\u1D00a\u1D1Bt\u1D1Cu";

    /// <summary>Letters with accents in lower case, each with the one without.</summary>
    private const string Accents =
        "\u00E0a\u00E1a\u00E2a\u00E3a\u00E4a\u00E5a\u0101a\u0103a\u0105a\u00E7c\u0107c\u010Dc\u010Fd\u0111d\u00E8e\u00E9e\u00EAe\u00EBe\u0113e\u0119e\u011Be\u011Fg\u00ECi\u00EDi\u00EEi\u00EFi\u012Bi"
        + "\u0142l\u013El\u00F1n\u0144n\u0148n\u00F2o\u00F3o\u00F4o\u00F5o\u00F6o\u00F8o\u014Do\u0151o\u01A1o\u0159r\u015Bs\u015Fs\u0219s\u0161s\u0165t\u0163t\u021Bt\u00F9u\u00FAu\u00FBu\u00FCu\u016Bu\u016Fu\u0171u\u01B0u\u00FDy\u00FFy\u017Az\u017Cz\u017Ez"
        + "\u03AC\u03B1\u03AD\u03B5\u03AE\u03B7\u03AF\u03B9\u03CC\u03BF\u03CD\u03C5\u03CE\u03C9\u03CA\u03B9\u0390\u03B9\u03CB\u03C5\u03B0\u03C5\u0439\u0438\u0451\u0435\u0457\u0456";

    private const string Digits = "0o1i3e4a5s7t@a$s!i";

    private static readonly Dictionary<char, char> LatinOf = Pairs(Lookalikes);
    private static readonly Dictionary<char, char> LetterOf = Pairs(Digits);
    private static readonly Dictionary<char, char> PlainOf = Pairs(Accents);

    /// <summary>The forms in which text is searched: as it reads, with look-alike letters replaced, with set-apart letters joined, backwards.</summary>
    public static IEnumerable<string> Forms(string text)
    {
        var plain = Visible(text);
        yield return plain;
        var latin = Latin(plain);
        if (!string.Equals(latin, plain, StringComparison.Ordinal))
        {
            yield return latin;
        }

        var letters = Letters(latin);
        if (!string.Equals(letters, latin, StringComparison.Ordinal))
        {
            yield return letters;
        }

        var joined = SetApart().Replace(letters, match => CloseUp(match.Value));
        if (!string.Equals(joined, letters, StringComparison.Ordinal))
        {
            yield return joined;
        }

        if (text.AsSpan().ContainsAny('\u202E', '\u202D', '\u2067'))
        {
            var reversed = plain.ToCharArray();
            Array.Reverse(reversed);
            yield return new string(reversed);
        }
    }

    /// <summary>The text in its usual letters and lower case, without accents and signs that are not seen, with the letters hidden in tags shown.</summary>
    /// <remarks>Normalisation of the platform needs culture data, which this product runs without.</remarks>
    public static string Visible(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var usual = Usual(rune.Value);
            if (rune.Value is '\n' or '\t' || (Rune.IsValid(usual) && !IsInvisible(new Rune(usual))))
            {
                result.Append(Rune.ToLowerInvariant(new Rune(usual)).ToString());
            }
        }

        for (var i = 0; i < result.Length; i++)
        {
            result[i] = WithoutAccent(result[i]);
        }

        return result.ToString();
    }

    /// <summary>Full-width, mathematical, circled and tag letters as plain ones.</summary>
    private static int Usual(int rune) => rune switch
    {
        >= 0xFF01 and <= 0xFF5E => rune - 0xFF01 + '!',
        >= 0xE0020 and <= 0xE007E => rune - 0xE0000,
        >= 0x1D400 and <= 0x1D6A3 => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(rune - 0x1D400) % 52],
        >= 0x1D7CE and <= 0x1D7FF => '0' + ((rune - 0x1D7CE) % 10),
        >= 0x24B6 and <= 0x24CF => 'A' + rune - 0x24B6,
        >= 0x24D0 and <= 0x24E9 => 'a' + rune - 0x24D0,
        0x3000 or 0xA0 => ' ',
        _ => rune,
    };

    private static char WithoutAccent(char letter) => letter switch
    {
        < '\u00C0' => letter,
        >= '\u1EA0' and <= '\u1EB7' => 'a',
        >= '\u1EB8' and <= '\u1EC7' => 'e',
        >= '\u1EC8' and <= '\u1ECB' => 'i',
        >= '\u1ECC' and <= '\u1EE3' => 'o',
        >= '\u1EE4' and <= '\u1EF1' => 'u',
        >= '\u1EF2' and <= '\u1EF9' => 'y',
        _ => PlainOf.GetValueOrDefault(letter, letter),
    };

    /// <summary>Signs that no one writes by hand: they hide, reorder or smuggle text.</summary>
    public static bool HasHiddenSigns(string text)
    {
        var previous = new Rune('\n');
        foreach (var rune in text.EnumerateRunes())
        {
            var hides = rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or (>= 0xE0000 and <= 0xE007F);
            var splits = rune.Value is 0x200B or 0x2060 or 0xFEFF or 0x200C or 0x200D && IsLatin(previous);
            if (hides || splits)
            {
                return true;
            }

            previous = rune;
        }

        return false;
    }

    private static string Latin(string text) => Word().Replace(text, match =>
        match.Value.Any(char.IsAscii) && match.Value.Any(LatinOf.ContainsKey) ? Map(match.Value, LatinOf) : AllLookalike(match.Value) ? Map(match.Value, LatinOf) : match.Value);

    /// <summary>A word of look-alikes only, long enough to be no symbol.</summary>
    private static bool AllLookalike(string word) => word.Length >= 4 && word.All(letter => LatinOf.ContainsKey(letter));

    private static string Letters(string text) => WordWithDigits().Replace(text, match =>
        match.Value.Count(char.IsAsciiLetter) >= 2 ? Map(match.Value, LetterOf) : match.Value);

    /// <summary>Without the single signs between letters; longer gaps stand between words.</summary>
    private static string CloseUp(string letters) =>
        string.Concat(letters.Where((letter, i) => char.IsAsciiLetter(letter) || !(char.IsAsciiLetter(letters[i - 1]) && char.IsAsciiLetter(letters[i + 1]))));

    private static string Map(string word, Dictionary<char, char> letters) =>
        string.Concat(word.Select(letter => char.ToLowerInvariant(letters.GetValueOrDefault(letter, letter))));

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control
        || (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark && rune.Value is (>= 0x0300 and <= 0x036F) or (>= 0xFE00 and <= 0xFE0F));

    private static bool IsLatin(Rune rune) => Rune.IsLetter(rune) && rune.Value < 0x250;

    private static Dictionary<char, char> Pairs(string pairs)
    {
        var map = new Dictionary<char, char>();
        for (var i = 0; i < pairs.Length; i += 2)
        {
            map[pairs[i]] = pairs[i + 1];
        }

        return map;
    }

    [GeneratedRegex(@"\p{L}+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex(@"[a-z0-9@$!]*[a-z][a-z0-9@$!]*[a-z][a-z0-9@$!]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WordWithDigits();

    /// <summary>Five or more single letters, each set apart by a space, dot, hyphen or the like.</summary>
    [GeneratedRegex(@"\b[a-z](?:[ .\-_*]{1,3}[a-z]){4,}\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SetApart();
}
