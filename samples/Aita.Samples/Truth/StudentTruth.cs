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
    /// <summary>Whether the roster has the student; null in a sample where it has all.</summary>
    public bool? OnRoster { get; init; }

    /// <summary>Pages that were never scanned: what stands on them earns nothing here; null when all were.</summary>
    public IReadOnlyList<int>? MissingPages { get; init; }

    public static StudentTruth Of(Exam exam, Student student, params IReadOnlyList<int> missing)
    {
        PageTruth[] pages = [.. Enumerable.Range(1, exam.Pages).Except(missing).Select(page => PageTruth.Of(exam, student, page))];
        var points = exam.Questions.ToDictionary(
            q => q.Id, q => pages.SelectMany(page => page.Answers).Where(a => a.QuestionId == q.Id).Sum(a => a.Points), StringComparer.Ordinal);
        return new StudentTruth(student.Id, student.Name, student.Id, SafeName.Of(student.Name), points.Values.Sum(), points, pages)
        {
            MissingPages = missing.Count > 0 ? missing : null,
        };
    }
}
