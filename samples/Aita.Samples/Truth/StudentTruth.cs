using Aita.Exams.Workspace;

namespace Aita.Samples;

/// <summary>One student: the name in the codes, the points of every question, also of those left out, and every page.</summary>
internal sealed record StudentTruth(
    string Key,
    string Student,
    string StudentId,
    string Folder,
    decimal Points,
    IReadOnlyDictionary<string, decimal> PointsByQuestion,
    IReadOnlyList<PageTruth> Pages)
{
    public static StudentTruth Of(Exam exam, Student student)
    {
        var points = exam.Questions.ToDictionary(
            q => q.Id, q => student.Answers.Where(a => a.QuestionId == q.Id).Sum(a => a.Points), StringComparer.Ordinal);
        return new StudentTruth(
            student.Id,
            student.Name,
            student.Id,
            SafeName.Of(student.Name),
            points.Values.Sum(),
            points,
            [.. Enumerable.Range(1, exam.Pages).Select(page => PageTruth.Of(exam, student, page))]);
    }
}
