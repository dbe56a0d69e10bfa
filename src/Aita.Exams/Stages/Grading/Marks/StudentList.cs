using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>The students of an assignment, and finding one by what a person writes.</summary>
internal static class StudentList
{
    /// <summary>Students with pages or with a transcription, in natural order of their folders; older systems left only the latter.</summary>
    public static IReadOnlyList<StudentFolder> Of(AssignmentFolder folder)
    {
        var transcribed = !Directory.Exists(folder.TranscriptionResults) ? [] : Directory.EnumerateDirectories(folder.TranscriptionResults)
            .Select(path => Path.GetFileName(path)).Where(name => File.Exists(folder.Student(name).QuestionTranscriptions));
        return [.. folder.ListStudents().Select(student => student.Name).Concat(transcribed).Distinct(StringComparer.Ordinal)
            .Order(NaturalOrder.Instance).Select(folder.Student)];
    }

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

    /// <summary>Writes a register that was read before, if the file lacks a student of it: pseudonyms that were drawn must stay.</summary>
    /// <exception cref="ExamException">The file is malformed, or the disk refused.</exception>
    public static async Task KeepRegisterAsync(AssignmentFolder folder, StudentRegister register, CancellationToken cancellationToken)
    {
        var written = await StudentRegister.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        if (register.Students.Any(student => written.Find(student.Folder) is null))
        {
            await register.WriteAsync(folder, cancellationToken).ConfigureAwait(false);
        }
    }

    private static List<StudentIdentity> MissingIn(StudentRegister register, AssignmentFolder folder) =>
        [.. Of(folder).Where(student => register.Find(student.Name) is null).Select(student => new StudentIdentity { Folder = student.Name, StudentName = student.Name })];
}
