using System.Globalization;
using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Questions;

/// <summary>Checks what a model read of an exam, and makes the exam of it. Pure.</summary>
internal static class QuestionsCheck
{
    private const int LongestId = 40;

    private static readonly IReadOnlyDictionary<string, QuestionType> Types = new Dictionary<string, QuestionType>(StringComparer.OrdinalIgnoreCase)
    {
        ["short_answer"] = QuestionType.ShortAnswer,
        ["multiple_choice"] = QuestionType.MultipleChoice,
        ["long_answer"] = QuestionType.LongAnswer,
        ["calculation"] = QuestionType.Calculation,
        ["diagram"] = QuestionType.Diagram,
    };

    /// <summary>Everything that is wrong, one sentence each, naming the question; empty when the exam can be used.</summary>
    /// <param name="reading">What was read.</param>
    /// <param name="pages">The number of pages that were shown.</param>
    public static IEnumerable<string> Problems(QuestionsReading reading, int pages)
    {
        if (reading.Questions.Count == 0)
        {
            yield return "The exam has no questions; list every question that earns points.";
            yield break;
        }

        if (reading.TotalPages != pages)
        {
            yield return $"total_pages is {reading.TotalPages}, but {pages} {(pages == 1 ? "page was" : "pages were")} shown; page_number counts the pages shown, from 1.";
        }

        for (var i = 0; i < reading.Questions.Count; i++)
        {
            foreach (var problem in Problems(reading.Questions[i], i + 1, pages))
            {
                yield return problem;
            }
        }

        foreach (var same in reading.Questions.Where(question => question.QuestionId.Length > 0).GroupBy(question => question.QuestionId, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() > 1))
        {
            yield return $"Question {same.Key}: the id is used {same.Count()} times; give each question its own id, such as 1a and 1b.";
        }

        var sum = reading.Questions.Sum(question => question.Points);
        if (reading.PrintedTotal > 0 && Math.Abs(reading.PrintedTotal - sum) > ExamSpec.PointsTolerance)
        {
            yield return $"The printed total is {Text(reading.PrintedTotal)} points, but the questions add up to {Text(sum)}; look for a question that is missing or listed twice, and for wrong points.";
        }
    }

    /// <summary>The exam, of a reading without problems.</summary>
    public static ExamSpec ToSpec(QuestionsReading reading) => new()
    {
        ExamName = reading.ExamName,
        TotalPages = reading.TotalPages,
        TotalPoints = reading.Questions.Sum(question => question.Points),
        Questions =
        [
            .. reading.Questions.Select(question => new ExamQuestion
            {
                QuestionId = question.QuestionId,
                QuestionText = question.QuestionText,
                Points = question.Points,
                QuestionType = Types[question.QuestionType],
                PageNumber = question.PageNumber,
            }),
        ],
    };

    private static IEnumerable<string> Problems(QuestionReading question, int position, int pages)
    {
        var name = question.QuestionId.Length > 0 ? $"Question {question.QuestionId}" : $"Question number {position} of the list";
        if (question.QuestionId.Length is 0 or > LongestId || question.QuestionId.Any(letter => letter is '/' or '\\' || char.IsControl(letter)))
        {
            yield return $"{name}: question_id must be 1 to {LongestId} characters without / and \\.";
        }

        if (question.QuestionText.Length == 0)
        {
            yield return $"{name}: question_text is empty; copy the printed text.";
        }

        if (question.Points <= 0)
        {
            yield return $"{name}: points is {Text(question.Points)}; it must be more than 0.";
        }

        if (!Types.ContainsKey(question.QuestionType))
        {
            yield return $"{name}: question_type is '{question.QuestionType}'; it must be one of {string.Join(", ", Types.Keys)}.";
        }

        if (question.PageNumber < 1 || question.PageNumber > pages)
        {
            yield return $"{name}: page_number is {question.PageNumber}; it must be 1 to {pages}.";
        }
    }

    private static string Text(decimal points) => points.ToString("0.##", CultureInfo.InvariantCulture);
}
