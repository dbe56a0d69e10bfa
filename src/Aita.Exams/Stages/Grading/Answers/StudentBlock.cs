using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Aita.Exams.Prompts;

namespace Aita.Exams.Stages.Grading;

/// <summary>A student's answer as data in a prompt: between two marks that the answer itself cannot contain. Pure.</summary>
internal static partial class StudentBlock
{
    private const int MarkLength = 8;

    /// <summary>The message that holds the answer.</summary>
    public static string Render(string answer)
    {
        // Whatever looks like one of our marks is made to look like none, whichever digits it has.
        var text = Lookalike().Replace(answer.Trim('\r', '\n'), "\u2039${slash}student-answer");
        return PromptTemplate.Load("grade_answer.prompt.md")
            .Render(new Dictionary<string, string?>(StringComparer.Ordinal) { ["mark"] = MarkOf(text), ["answer"] = text });
    }

    /// <summary>Eight hexadecimal digits that follow from the text and are not in it.</summary>
    internal static string MarkOf(string text)
    {
        for (var attempt = 0; ; attempt++)
        {
            var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{attempt}\n{text}")))[..MarkLength];
            if (!text.Contains(mark, StringComparison.OrdinalIgnoreCase))
            {
                return mark;
            }
        }
    }

    [GeneratedRegex(
        @"[<\u2039\u02C2\uFF1C\u276E]\s*(?<slash>[/\u2215\u2044\uFF0F]?)\s*s[\s\u200B-\u200F\u2060\uFEFF]*t[\s\u200B-\u200F\u2060\uFEFF]*u[\s\u200B-\u200F\u2060\uFEFF]*d[\s\u200B-\u200F\u2060\uFEFF]*e[\s\u200B-\u200F\u2060\uFEFF]*n[\s\u200B-\u200F\u2060\uFEFF]*t[\s_\-\u200B-\u200F\u2010-\u2015\u2060\uFEFF]*answer",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Lookalike();
}
