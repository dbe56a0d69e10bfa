using System.Buffers;
using System.Globalization;
using System.Text;
using FuzzySharp;

namespace Aita.Exams.Domain;

/// <summary>Names of persons as they are compared: without accents, titles, punctuation and the order of their parts. Pure.</summary>
public static class PersonName
{
    /// <summary>Letters with marks and what stands for each; invariant globalization does not take them apart.</summary>
    private const string Marked = "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöøōŏőŕŗřśŝşšţťŧùúûüũūŭůűųŵýÿŷźżž";
    private const string Plain = "aaaaaaaaacccccddeeeeeeeeegggghhiiiiiiiiijklllllnnnnooooooooorrrsssstttuuuuuuuuuuwyyyzzz";

    private static readonly SearchValues<string> NoNames = SearchValues.Create(["unknown", "none", "n/a", "illegible", "unclear", "blank"], StringComparison.OrdinalIgnoreCase);

    private static readonly HashSet<string> Titles = new(StringComparer.Ordinal)
    {
        "mr", "mrs", "ms", "miss", "dr", "prof", "student", "name", "jr", "sr", "ii", "iii", "iv",
    };

    /// <summary>The name with its first name first: <c>Quill, Nova</c> becomes <c>Nova Quill</c>; spaces are single.</summary>
    public static string FirstNameFirst(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var parts = name.Split(',', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var ordered = parts.Length == 2 ? $"{parts[1]} {parts[0]}" : name.Trim(' ', ',');
        return string.Join(' ', ordered.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The name as it is compared; empty when nothing of a name is left.</summary>
    public static string Normalize(string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || NoNames.Contains(name.Trim(' ', '[', ']', '(', ')', '.', '?')))
        {
            return "";
        }

        var letters = new StringBuilder(name.Length);
        foreach (var c in name.ToLowerInvariant())
        {
            Append(letters, c);
        }

        return string.Join(' ', letters.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(part => !Titles.Contains(part)));
    }

    /// <summary>How alike two names are, 0 to 1, whatever the order of their parts (token sort ratio of FuzzySharp, after <see cref="Normalize"/>).</summary>
    public static double Similarity(string? left, string? right)
    {
        var (a, b) = (Normalize(left), Normalize(right));
        return a.Length == 0 || b.Length == 0 ? 0 : Fuzz.TokenSortRatio(a, b) / 100.0;
    }

    private static void Append(StringBuilder letters, char c)
    {
        if (Marked.IndexOf(c, StringComparison.Ordinal) is >= 0 and var marked)
        {
            letters.Append(Plain[marked]);
            return;
        }

        switch (c)
        {
            case 'ß':
                letters.Append("ss");
                break;
            case 'æ':
                letters.Append("ae");
                break;
            case 'œ':
                letters.Append("oe");
                break;
            case 'þ':
                letters.Append("th");
                break;
            case 'ð':
                letters.Append('d');
                break;

            // Digits in a name are misread letters.
            case '0':
                letters.Append('o');
                break;
            case '1':
                letters.Append('l');
                break;
            case '5':
                letters.Append('s');
                break;
            case '8':
                letters.Append('b');
                break;
            case '\'' or '’' or '`':
                break;
            default:
                if (CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark))
                {
                    letters.Append(char.IsLetter(c) || char.IsSurrogate(c) ? c : ' ');
                }

                break;
        }
    }
}
