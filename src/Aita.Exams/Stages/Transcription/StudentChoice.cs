using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Transcription;

/// <summary>Which students are meant.</summary>
internal static class StudentChoice
{
    /// <summary>All students of an assignment, or the one that was named.</summary>
    /// <exception cref="ExamException">There are none, or not that one.</exception>
    public static IReadOnlyList<StudentFolder> Of(AssignmentFolder folder, string? wanted)
    {
        var students = folder.ListStudents();
        if (students.Count == 0)
        {
            throw new ExamException(
                ExamErrorKind.Missing, $"There are no students in {folder.Grouped}: put the page images there, one folder for each student.");
        }

        if (wanted is null)
        {
            return students;
        }

        // The name as it is, else the only one that differs in case.
        var exact = students.Where(student => string.Equals(student.Name, wanted.Trim(), StringComparison.Ordinal)).ToList();
        var found = exact.Count > 0 ? exact : [.. students.Where(student => string.Equals(student.Name, wanted.Trim(), StringComparison.OrdinalIgnoreCase))];
        return found.Count == 1
            ? found
            : throw new ExamException(
                ExamErrorKind.Missing,
                $"There is no student '{wanted}' in {folder.Grouped}; there are {string.Join(", ", students.Take(20).Select(s => $"'{s.Name}'"))}{(students.Count > 20 ? ", ..." : "")}.");
    }
}
