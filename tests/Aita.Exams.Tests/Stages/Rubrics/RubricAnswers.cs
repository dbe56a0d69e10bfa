using System.Text.RegularExpressions;

namespace Aita.Exams.Tests.Stages.Rubrics;

/// <summary>What a good model answers to the prompts of the rubric stage, and what a bad one does.</summary>
internal static partial class RubricAnswers
{
    public const string Key =
        """{"correct_answer":"$\\frac{1}{2}$","alternative_answers":["0.5"],"explanation":"e","solution_steps":["s"],"grading_notes":"n"}""";

    public static string Good(string prompt) => IsRubric(prompt) ? Rubric(PointsOf(prompt)) : Key;

    public static bool IsRubric(string prompt) => prompt.Contains("You write the grading rubric", StringComparison.Ordinal);

    public static bool IsAbout(string prompt, string question) => prompt.Contains($"\nQuestion {question} (", StringComparison.Ordinal);

    public static decimal PointsOf(string prompt) => decimal.Parse(Points().Match(prompt).Groups["points"].Value, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Two criteria that add up to the points.</summary>
    public static string Rubric(decimal points, decimal? first = null) =>
        $$"""{"total_points":{{points}},"criteria":[{"points":{{first ?? points - 1}},"description":"method","examples":[]},{"points":1,"description":"result","examples":["$\\nu$"]}]}""";

    [GeneratedRegex(@"^Question \S+ \(.*, (?<points>[0-9.]+) points\)", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Points();
}
