using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>The students of an assignment, and finding one by what a person writes.</summary>
internal static class StudentList
{
    /// <summary>
    /// Students with pages or with a transcription, in natural order of their folders; older systems left only the latter. Where scans were
    /// taken in, a transcription without pages is left over from a folder that was renamed or moved: the pages are somebody else's now.
    /// </summary>
    public static IReadOnlyList<StudentFolder> Of(AssignmentFolder folder)
    {
        var left = LeftOver(folder).Select(student => student.Name).ToHashSet(StringComparer.Ordinal);
        return [.. folder.ListStudents().Select(student => student.Name).Concat(Transcribed(folder)).Distinct(StringComparer.Ordinal)
            .Where(name => !left.Contains(name)).Order(NaturalOrder.Instance).Select(folder.Student)];
    }

    /// <summary>Folders with a transcription whose pages are not there any more, where scans were taken in.</summary>
    public static IReadOnlyList<StudentFolder> LeftOver(AssignmentFolder folder) => !File.Exists(folder.IngestManifest)
        ? []
        : [.. Transcribed(folder).Order(NaturalOrder.Instance).Select(folder.Student).Where(student => student.ListPages().Count == 0)];

    /// <summary>The register with all of them; pseudonyms of those that were not in it are drawn, but nothing is written.</summary>
    /// <exception cref="ExamException">The file is malformed.</exception>
    public static async Task<StudentRegister> ReadRegisterAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var register = await StudentRegister.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        return register.With(MissingIn(register, folder));
    }

    /// <summary>The register with all of them; those that were not in it are added and written.</summary>
    /// <exception cref="ExamException">The file is malformed, or the disk refused.</exception>
    public static async Task<StudentRegister> OpenRegisterAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var register = await StudentRegister.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        var missing = MissingIn(register, folder);
        if (missing.Count > 0)
        {
            register = register.With(missing);
            await register.WriteAsync(folder, cancellationToken).ConfigureAwait(false);
        }

        return register;
    }

    private static IEnumerable<string> Transcribed(AssignmentFolder folder) => !Directory.Exists(folder.TranscriptionResults) ? [] : Directory.EnumerateDirectories(folder.TranscriptionResults)
        .Select(path => Path.GetFileName(path)).Where(name => File.Exists(folder.Student(name).QuestionTranscriptions));

    private static List<StudentIdentity> MissingIn(StudentRegister register, AssignmentFolder folder) =>
        [.. Of(folder).Where(student => register.Find(student.Name) is null).Select(student => new StudentIdentity { Folder = student.Name, StudentName = student.Name })];
}
