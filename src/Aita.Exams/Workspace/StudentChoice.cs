using Aita.Exams.Domain;

namespace Aita.Exams.Workspace;

/// <summary>Which students with pages are meant.</summary>
internal static class StudentChoice
{
    /// <summary>All students of an assignment, or the one that was named.</summary>
    /// <param name="folder">The assignment.</param>
    /// <param name="register">Who they are.</param>
    /// <param name="wanted">Folder, name, number or pseudonym; <see langword="null"/> for all.</param>
    /// <exception cref="ExamException">There are none, or not that one.</exception>
    public static IReadOnlyList<StudentFolder> Of(AssignmentFolder folder, StudentRegister register, string? wanted)
    {
        var students = folder.ListStudents();
        return students.Count == 0
            ? throw new ExamException(
                ExamErrorKind.Missing, $"There are no students in {folder.Grouped}: put the page images there, one folder for each student.")
            : wanted is null ? students : [folder.Student(new StudentLookup([.. students.Select(student => IdentityOf(student.Name, register))]).Get(wanted).Folder)];
    }

    /// <summary>The student of a folder; one that is not registered has the folder's name.</summary>
    public static StudentIdentity IdentityOf(string folder, StudentRegister register) =>
        register.Find(folder) ?? new StudentIdentity { Folder = folder, StudentName = folder };
}
