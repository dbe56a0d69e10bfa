using System.Text.RegularExpressions;
using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>Which questions free text names by their ids: <c>1b</c> as a word, <c>2</c> only behind a word such as "question", for a number alone may be points. Pure.</summary>
internal static class NamedQuestions
{
    public static IEnumerable<ExamQuestion> In(string text, ExamSpec spec) => spec.Questions.Where(question => IsNamed(question.QuestionId, text));

    private static bool IsNamed(string id, string text)
    {
        var isWord = id.Any(char.IsLetter) && id.Any(char.IsAsciiDigit);
        var before = isWord ? @"(?<![\p{L}\p{N}]|\p{N}[.,])" : @"(?<!\p{L})(?:question|problem|aufgabe|q|no)[\s.#]*";
        return Regex.IsMatch(
            text, $@"{before}{Regex.Escape(id)}(?![\p{{L}}\p{{N}}]|[.,]\p{{N}})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }
}
