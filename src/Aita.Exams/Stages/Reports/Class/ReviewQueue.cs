using Aita.Exams.Results;

namespace Aita.Exams.Stages.Reports;

/// <summary>What waits for a person, the answer whose mark changes most first.</summary>
internal static class ReviewQueue
{
    /// <summary>
    /// Answers that may change a student's letter come first (when there is a scale), then those that may move a total furthest, then those
    /// the model was least sure of. Pure.
    /// </summary>
    public static IReadOnlyList<ReviewItem> Of(IEnumerable<StudentResult> students, LetterScale? scale) =>
    [
        .. students.Where(student => !student.IsExcused)
            .SelectMany(student => student.Answers
                .Select((answer, i) => new ReviewItem(student, answer, i + 1, scale is not null && Crosses(student, answer, scale)))
                .Where(item => !item.Answer.IsResolved))
            .OrderByDescending(item => item.CrossesBoundary)
            .ThenByDescending(item => item.Answer.AtStake)
            .ThenBy(item => item.Answer.Grade?.Confidence ?? 0),
    ];

    /// <summary>Whether a boundary lies between the lowest and the highest total that this answer allows, the others open as suggested.</summary>
    private static bool Crosses(StudentResult student, AnswerResult answer, LetterScale scale)
    {
        var others = student.Answers.Where(other => other != answer).Sum(other => other.Points ?? other.Grade?.SuggestedPoints ?? 0);
        return student.Possible > 0
            && scale.Of(100 * others / student.Possible) != scale.Of(Math.Min(100, 100 * (others + answer.Question.Points) / student.Possible));
    }
}
