using System.Text.Json;

namespace Aita.Samples;

/// <summary>The whole sample (<c>truth.json</c>).</summary>
internal sealed record ExamTruth(
    bool Synthetic,
    string Exam,
    string Code,
    decimal TotalPoints,
    decimal PrintedTotal,
    int TotalPages,
    IReadOnlyList<QuestionTruth> Questions,
    IReadOnlyList<StudentTruth> Students)
{
    /// <summary>What was planted; null in a sample without.</summary>
    public IReadOnlyList<Trouble>? Trouble { get; init; }

    public static ExamTruth Of(Exam exam, IEnumerable<Student> students) => Of(exam, students.Select(student => StudentTruth.Of(exam, student)));

    public static ExamTruth Of(ClassPlan plan)
    {
        var scanned = plan.Files.SelectMany(file => file.Sheets).Select(sheet => sheet.Student?.Id).ToHashSet(StringComparer.Ordinal);
        return Of(ClassExam.Exam, plan.Students.Select(student => StudentTruth.Of(
            ClassExam.Exam, student, scanned.Contains(student.Id) ? plan.Missing.GetValueOrDefault(student.Id) ?? [] : [.. Enumerable.Range(1, ClassExam.Exam.Pages)]) with
        {
            OnRoster = plan.Roster.Any(other => other.Id == student.Id),
        })) with
        { Trouble = plan.Trouble };
    }

    private static ExamTruth Of(Exam exam, IEnumerable<StudentTruth> students) => new(
        true,
        exam.Name,
        exam.Code,
        exam.TotalPoints,
        exam.TotalPoints,
        exam.Pages,
        [.. exam.Questions.Select(q => new QuestionTruth(q.Id, q.Text, q.Points, JsonNamingPolicy.SnakeCaseLower.ConvertName(q.Type.ToString()), q.Page))],
        [.. students]);
}

/// <summary>A question as printed.</summary>
internal sealed record QuestionTruth(string QuestionId, string QuestionText, decimal Points, string QuestionType, int PageNumber);
