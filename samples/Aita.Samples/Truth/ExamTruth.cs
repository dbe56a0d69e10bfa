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
    public static ExamTruth Of(Exam exam, IEnumerable<Student> students) => new(
        true,
        exam.Name,
        exam.Code,
        exam.TotalPoints,
        exam.TotalPoints,
        exam.Pages,
        [.. exam.Questions.Select(q => new QuestionTruth(q.Id, q.Text, q.Points, JsonNamingPolicy.SnakeCaseLower.ConvertName(q.Type.ToString()), q.Page))],
        [.. students.Select(student => StudentTruth.Of(exam, student))]);
}

/// <summary>A question as printed.</summary>
internal sealed record QuestionTruth(string QuestionId, string QuestionText, decimal Points, string QuestionType, int PageNumber);
