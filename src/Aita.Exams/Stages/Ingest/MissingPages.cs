using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Ingest;

/// <summary>Pages that students should have and have not. Pure.</summary>
internal static class MissingPages
{
    /// <summary>The missing pages by student folder; those who miss none are left out.</summary>
    /// <param name="records">All pages.</param>
    /// <param name="total">The pages of the exam; if unknown, gaps are found and ends are not.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<int>> Of(IEnumerable<IngestedPage> records, int? total) => records
        .Where(record => record.State is PageState.Assigned or PageState.Blank && record.Student is not null)
        .GroupBy(record => record.Student!, StringComparer.Ordinal)
        .Select(student => (Student: student.Key, Missing: Gaps([.. student.Select(record => record.ExamPage ?? 0)], total)))
        .Where(pair => pair.Missing.Count > 0)
        .OrderBy(pair => pair.Student, NaturalOrder.Instance)
        .ToDictionary(pair => pair.Student, pair => pair.Missing, StringComparer.Ordinal);

    private static IReadOnlyList<int> Gaps(HashSet<int> pages, int? total) => [.. Enumerable.Range(1, total ?? pages.Max()).Where(page => !pages.Contains(page))];
}
