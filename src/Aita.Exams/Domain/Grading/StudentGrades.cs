using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>All grades of one student (<c>detailed_grades.json</c>). Totals are computed from the questions, whatever the file says.</summary>
public sealed record StudentGrades
{
    /// <summary>The student.</summary>
    public string StudentName { get; init => field = value ?? ""; } = "";

    /// <summary>The student's number; text, so that leading zeros stay.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string? StudentId { get; init; }

    /// <summary>The sum of the marks that stand.</summary>
    public decimal TotalScore { get; init; }

    /// <summary>What the exam is worth, questions without a mark included.</summary>
    public decimal TotalPossible { get; init; }

    /// <summary>The share earned in per cent; <see langword="null"/> while a question has no mark.</summary>
    public decimal? Percentage { get; init; }

    /// <summary>Questions that wait for a person.</summary>
    public int OpenQuestions { get; init; }

    /// <summary>One grade for every question of the exam, in its order.</summary>
    public IReadOnlyList<QuestionGrade> QuestionGrades { get; init => field = value ?? []; } = [];

    /// <summary>When it was put together.</summary>
    public DateTimeOffset? GradedAt { get; init; }

    /// <summary>The grades of a student with totals as they follow from the questions. Pure.</summary>
    /// <param name="studentName">The student.</param>
    /// <param name="studentId">The student's number.</param>
    /// <param name="grades">One for every question of the exam, in its order.</param>
    /// <param name="gradedAt">When.</param>
    public static StudentGrades Of(string studentName, string? studentId, IReadOnlyList<QuestionGrade> grades, DateTimeOffset? gradedAt = null)
    {
        ArgumentNullException.ThrowIfNull(grades);
        var counted = grades.Where(grade => grade.State != GradeState.Excused).ToList();
        var (score, possible) = (counted.Sum(grade => grade.PointsEarned ?? 0), counted.Sum(grade => grade.PointsPossible));
        var open = grades.Count(grade => !grade.IsResolved);
        return new StudentGrades
        {
            StudentName = studentName,
            StudentId = studentId,
            TotalScore = score,
            TotalPossible = possible,
            Percentage = open > 0 || possible == 0 ? null : Math.Round(100 * score / possible, 2, MidpointRounding.AwayFromZero),
            OpenQuestions = open,
            QuestionGrades = grades,
            GradedAt = gradedAt,
        };
    }
}
