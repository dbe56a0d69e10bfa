using System.Buffers;
using System.Text;

namespace Aita.Execution;

/// <summary>
/// Repairs the strings of JSON in which a model forgot to double the backslashes of LaTeX, so that <c>\alpha</c>, <c>\frac</c> and
/// <c>\theta</c> survive. Pure. Text in which nothing is wrong comes back as it is. The rule, for a backslash in a string:
/// <list type="number">
/// <item>A doubled backslash, <c>\"</c>, <c>\/</c> and <c>\u</c> with four hexadecimal digits are what JSON says they are.</item>
/// <item>An illegal escape is a backslash that was meant: <c>\alpha</c>, <c>\{</c>, <c>\underline</c>. Only <c>\'</c> is an apostrophe.</item>
/// <item><c>\b \f \r</c> begin LaTeX when the letters that follow complete a known command: text has no backspaces, form feeds or lone
/// carriage returns.</item>
/// <item><c>\n \t</c> and a known command are decided by the document. If it has doubled backslashes before letters and nothing of 2 or 3, its
/// author escapes properly, and they are line breaks and tabs. If it has something of 2 or 3 and no doubled ones, they are LaTeX. Else
/// they are LaTeX unless the word is one that also looks like a line break and a word (<c>\ne</c>, <c>\ni</c>): such a word needs an open
/// <c>$</c> before it.</item>
/// <item>In a document with <c>\begin</c> and without doubled backslashes before letters, a doubled backslash before a space, a bracket or
/// the end is the row break <c>\\</c> itself.</item>
/// <item>A raw control character becomes its escape.</item>
/// </list>
/// Its limits: LaTeX that is a correct escape cannot be told from it (<c>\"o</c>, <c>\u00e9</c>, a row break outside of environments), nor
/// can a command that is not in <see cref="LatexCommands"/>.
/// </summary>
internal static class LatexEscapes
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Repairs the strings of a piece of JSON.</summary>
    public static string Repair(string json)
    {
        var found = Find(json, out var evidence);
        if (found is null)
        {
            return json;
        }

        var repaired = new StringBuilder(json.Length + found.Count);
        var copied = 0;
        foreach (var escape in found)
        {
            repaired.Append(json, copied, escape.Index - copied);
            copied = escape.Index + Write(repaired, json, escape, evidence);
        }

        return repaired.Append(json, copied, json.Length - copied).ToString();
    }

    private static List<Escape>? Find(string json, out Evidence evidence)
    {
        evidence = default;
        List<Escape>? found = null;
        var walker = new JsonWalker(json, 0);
        var counted = 0;
        var dollars = 0;
        for (var mark = walker.Next(); mark != JsonMark.End; mark = walker.Next())
        {
            if (mark == JsonMark.StringStart)
            {
                (counted, dollars) = (walker.Index, 0);
            }
            else if (mark is JsonMark.Escape or JsonMark.Control)
            {
                dollars += json.AsSpan(counted, walker.Index - counted).Count('$');
                counted = walker.Index;
                var escape = new Escape(walker.Index, WordLength(json, walker.Index + 1), IsInMath: dollars % 2 == 1);
                evidence = evidence.With(json, escape);
                (found ??= []).Add(escape);
                counted += mark == JsonMark.Escape ? Math.Min(2, json.Length - counted) : 1;
            }
        }

        return found;
    }

    /// <summary>Writes what an escape should have been.</summary>
    /// <returns>How many characters it stands for.</returns>
    private static int Write(StringBuilder output, string json, Escape escape, Evidence evidence)
    {
        var first = json[escape.Index];
        if (first != '\\')
        {
            output.Append($"\\u{(int)first:x4}");
            return 1;
        }

        if (escape.Index + 1 >= json.Length)
        {
            output.Append(first);
            return 1;
        }

        var second = json[escape.Index + 1];
        if (second == '\'')
        {
            output.Append(second);
            return 2;
        }

        if (second == '\\')
        {
            output.Append(evidence.HasRowBreaks && IsBeforeRowBreakEnd(json, escape.Index + 2) ? @"\\\\" : @"\\");
            return 2;
        }

        output.Append(IsLatex(json, escape, evidence) ? @"\\" : @"\");
        return 1;
    }

    private static bool IsLatex(string json, Escape escape, Evidence evidence)
    {
        var word = json.AsSpan(escape.Index + 1, escape.WordLength);
        return json[escape.Index + 1] switch
        {
            '"' or '/' => false,
            'u' => !IsUnicode(json, escape.Index),
            'b' or 'f' or 'r' => LatexCommands.IsClear(word),
            'n' or 't' => evidence switch
            {
                { Doubled: true, Single: false } => false,
                { Doubled: false, Single: true } => LatexCommands.IsClear(word) || LatexCommands.IsDoubtful(word),
                _ => LatexCommands.IsClear(word) || (escape.IsInMath && LatexCommands.IsDoubtful(word)),
            },
            _ => true,
        };
    }

    private static bool IsBeforeRowBreakEnd(string json, int next) =>
        next < json.Length && (char.IsWhiteSpace(json[next]) || json[next] is '[' or '\\' or '"' or '&');

    private static bool IsUnicode(string json, int backslash) =>
        backslash + 6 <= json.Length && !json.AsSpan(backslash + 2, 4).ContainsAnyExcept(HexDigits);

    private static int WordLength(string json, int start)
    {
        var end = start;
        while (end < json.Length && char.IsAsciiLetter(json[end]))
        {
            end++;
        }

        return end - start;
    }

    /// <summary>A backslash, with the letters after it, or a raw control character.</summary>
    private readonly record struct Escape(int Index, int WordLength, bool IsInMath);

    /// <summary>How the author of a document treats backslashes: doubles them, or leaves them single where that shows.</summary>
    private readonly record struct Evidence(bool Doubled, bool Single, bool Environments)
    {
        public bool HasRowBreaks => Environments && !Doubled;

        public Evidence With(string json, Escape escape)
        {
            if (json[escape.Index] != '\\' || escape.Index + 1 >= json.Length)
            {
                return this;
            }

            var word = json.AsSpan(escape.Index + 1, escape.WordLength);
            return json[escape.Index + 1] switch
            {
                '\\' => this with { Doubled = Doubled || (escape.Index + 2 < json.Length && char.IsAsciiLetter(json[escape.Index + 2])) },
                '"' or '/' or '\'' or 'n' or 't' => this,
                'b' or 'f' or 'r' => LatexCommands.IsClear(word)
                    ? this with { Single = true, Environments = Environments || word is "begin" }
                    : this,
                'u' when IsUnicode(json, escape.Index) => this,
                _ => this with { Single = true },
            };
        }
    }
}
