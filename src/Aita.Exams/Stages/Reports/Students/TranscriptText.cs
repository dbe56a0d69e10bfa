using System.Text.RegularExpressions;
using Aita.Exams.Html;
using Aita.Exams.Results;

namespace Aita.Exams.Stages.Reports;

/// <summary>
/// What a student wrote as HTML: every letter as it was read, with the quotes of the grading, crossed-out text, unclear words and maths marked.
/// LaTeX stays as its source. Pure.
/// </summary>
internal static partial class TranscriptText
{
    [Flags]
    private enum Looks
    {
        Plain = 0,
        Quoted = 1,
        CrossedOut = 2,
        Unclear = 4,
        Maths = 8,
    }

    public static Raw Render(string text, IEnumerable<string> quotes)
    {
        var looks = new Looks[text.Length];
        var search = new QuoteSearch(text);
        foreach (var range in quotes.SelectMany(search.Find))
        {
            Add(looks, range, Looks.Quoted);
        }

        Mark(CrossedOut(), Looks.CrossedOut);
        Mark(Unclear(), Looks.Unclear);
        Mark(Maths(), Looks.Maths);
        return HtmlText.Of($"""<pre dir="auto">{HtmlText.Join(RunsOf(text, looks))}</pre>""");

        void Mark(Regex regex, Looks look)
        {
            foreach (Match match in regex.Matches(text))
            {
                Add(looks, match.Index..(match.Index + match.Length), look);
            }
        }
    }

    private static IEnumerable<Raw> RunsOf(string text, Looks[] looks)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = start + 1;
            while (end < text.Length && (looks[end] == looks[start] || char.IsLowSurrogate(text[end])))
            {
                end++;
            }

            var run = text[start..end];
            yield return looks[start] == Looks.Plain ? HtmlText.Encode(run) : HtmlText.Of($"""<span class="{ClassesOf(looks[start])}">{run}</span>""");
            start = end;
        }
    }

    private static void Add(Looks[] looks, Range range, Looks look)
    {
        foreach (ref var each in looks.AsSpan(range))
        {
            each |= look;
        }
    }

    private static string ClassesOf(Looks looks) => string.Join(' ', new[]
    {
        looks.HasFlag(Looks.Quoted) ? "q" : "",
        looks.HasFlag(Looks.CrossedOut) ? "x" : "",
        looks.HasFlag(Looks.Unclear) ? "u" : "",
        looks.HasFlag(Looks.Maths) ? "m" : "",
    }.Where(name => name.Length > 0));

    [GeneratedRegex("~~.+?~~", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CrossedOut();

    [GeneratedRegex(@"\[unclear[^\]]{0,80}\]|\[\?\]|\[illegible[^\]]{0,80}\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unclear();

    [GeneratedRegex(@"\$\$[^$]{1,2000}\$\$|\$[^$\n]{1,500}\$|\\\(.{1,500}?\\\)|\\\[.{1,2000}?\\\]", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Maths();
}
