using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Ingest;

/// <summary>Finds a student of whom there may be no pages yet.</summary>
internal static class IngestStudents
{
    /// <summary>The folder of a student of the roster, the register or the folders of pages, be it there or not.</summary>
    /// <param name="folder">The assignment.</param>
    /// <param name="wanted">Folder, name, number or pseudonym.</param>
    /// <param name="hasScans">Whether pages will come in: without a roster their names are known only when they were read, so the text itself is the folder then.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ExamException">There is no such student, or more than one.</exception>
    public static async Task<string> FolderOfAsync(AssignmentFolder folder, string wanted, bool hasScans, CancellationToken cancellationToken)
    {
        var roster = await Roster.TryReadAsync(folder.Roster, cancellationToken).ConfigureAwait(false);
        var register = await StudentRegister.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        var folders = new StudentFolders(roster?.Students ?? [], register.Students);
        var students = (roster?.Students ?? []).Select(student => StudentChoice.IdentityOf(folders.Of(student), register) with { StudentName = student.Name, StudentId = student.StudentId })
            .Concat(register.Students)
            .Concat(folder.ListStudents().Select(student => StudentChoice.IdentityOf(student.Name, register)));
        var lookup = new StudentLookup([.. students.DistinctBy(student => student.Folder, StringComparer.Ordinal)]);
        return roster is null && hasScans ? lookup.Find(wanted).Student?.Folder ?? wanted.Trim() : lookup.Get(wanted).Folder;
    }
}
