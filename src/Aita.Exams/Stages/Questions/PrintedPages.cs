using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Questions;

/// <summary>Finds the files that show the questions of an exam.</summary>
internal static class PrintedPages
{
    private static readonly string[] NotPages = [".json", ".txt", ".md", ".csv", ".html", ".db", ".ini", ".tmp"];

    /// <summary>The files of the blank exam, or of a student's pages, in natural order of their names.</summary>
    /// <exception cref="ExamException">There is no such student.</exception>
    public static IReadOnlyList<string> Of(AssignmentFolder folder, string? student)
    {
        if (student is null)
        {
            return !Directory.Exists(folder.BlankExam)
                ? []
                : [.. Directory.EnumerateFiles(folder.BlankExam)
                    .Where(path => !Path.GetFileName(path).StartsWith('.') && !NotPages.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                    .OrderBy(path => Path.GetFileName(path), NaturalOrder.Instance)];
        }

        var students = folder.ListStudents();
        var found = students.FirstOrDefault(one => string.Equals(one.Name, student.Trim(), StringComparison.Ordinal))
            ?? students.SingleOrDefault(one => string.Equals(one.Name, student.Trim(), StringComparison.OrdinalIgnoreCase));
        return found?.ListPages()
            ?? throw new ExamException(
                ExamErrorKind.Missing,
                $"There is no student '{student}' in {folder.Grouped}; there are {string.Join(", ", students.Take(20).Select(one => $"'{one.Name}'"))}{(students.Count > 20 ? ", ..." : "")}.");
    }
}
