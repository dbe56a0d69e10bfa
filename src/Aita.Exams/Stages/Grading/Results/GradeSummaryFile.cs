using System.Text.Json.Serialization;
using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Grading;

/// <summary>A student's grades in short (<c>grade_summary.json</c>).</summary>
internal sealed record GradeSummaryFile
{
    public string StudentName { get; init; } = "";

    [JsonConverter(typeof(LenientTextConverter))]
    public string? StudentId { get; init; }

    public decimal TotalScore { get; init; }

    public decimal TotalPossible { get; init; }

    public decimal? Percentage { get; init; }

    public int OpenQuestions { get; init; }

    public IReadOnlyDictionary<string, QuestionScore> QuestionScores { get; init; } = new Dictionary<string, QuestionScore>(StringComparer.Ordinal);

    public static GradeSummaryFile Of(StudentGrades grades) => new()
    {
        StudentName = grades.StudentName,
        StudentId = grades.StudentId,
        TotalScore = grades.TotalScore,
        TotalPossible = grades.TotalPossible,
        Percentage = grades.Percentage,
        OpenQuestions = grades.OpenQuestions,
        QuestionScores = grades.QuestionGrades.ToDictionary(
            grade => grade.QuestionId,
            grade => new QuestionScore(
                grade.PointsEarned, grade.PointsPossible,
                grade.PointsEarned is { } points && grade.PointsPossible > 0 ? Math.Round(100 * points / grade.PointsPossible, 2, MidpointRounding.AwayFromZero) : null,
                grade.State, grade.Standing),
            StringComparer.Ordinal),
    };
}

/// <summary>One question in short.</summary>
internal sealed record QuestionScore(decimal? Earned, decimal Possible, decimal? Percentage, GradeState State, MarkStanding? Standing);
