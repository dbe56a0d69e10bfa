using System.IO.Compression;
using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Exports;

/// <summary>The annotated PDFs in the folders that Moodle expects of a feedback archive: <c>Full name_123_assignsubmission_file_/exam.pdf</c>.</summary>
internal static class FeedbackArchive
{
    private const string FileName = "exam.pdf";

    /// <summary>The earliest time an archive can hold: the same PDFs give the same bytes.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Checks that no PDF that would go out is older than its student's marks.</summary>
    /// <exception cref="ExamException">One is; nothing must be handed back that says something else than the gradebook.</exception>
    public static async Task CheckPdfsAsync(Gradebook book, CancellationToken cancellationToken)
    {
        var record = await ReportRecord.ReadAsync(book.Results.Folder, cancellationToken).ConfigureAwait(false);
        var outdated = record.OutdatedIn(book.Results).Select(report => report.Path).ToHashSet(StringComparer.Ordinal);
        var students = book.Exported.Where(student => HasPdf(student.Folder) && outdated.Contains(student.Folder.AnnotatedExam)).ToList();
        if (students.Count > 0)
        {
            var names = string.Join(", ", students.Take(Gradebook.Named).Select(Gradebook.NameOf));
            throw new ExamException(
                ExamErrorKind.Invalid,
                $"The annotated PDFs of {students.Count} {(students.Count == 1 ? "student" : "students")} are older than the marks: {names}{(students.Count > Gradebook.Named ? ", ..." : "")}. They are not packed: run aita report first.");
        }
    }

    /// <summary>Writes the archive, reads it back and compares.</summary>
    /// <param name="path">Where.</param>
    /// <param name="students">Whose PDFs, each with the participant's number.</param>
    /// <param name="cancellationToken">Stops between students; then there is no archive.</param>
    /// <returns>A sentence for each student without a PDF.</returns>
    /// <exception cref="ExamException">Nobody has a PDF, or the disk refused.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(string path, IReadOnlyList<(StudentResult Student, string Participant)> students, CancellationToken cancellationToken)
    {
        var ready = students.Where(each => HasPdf(each.Student.Folder)).ToList();
        var missing = students.Where(each => !HasPdf(each.Student.Folder)).ToList();
        if (ready.Count == 0)
        {
            throw new ExamException(ExamErrorKind.Missing, "There is no annotated PDF of any of these students: run aita report first.");
        }

        await AtomicFile.WriteAsync(path, (stream, token) => WriteAsync(stream, ready, token), cancellationToken).ConfigureAwait(false);
        await CheckAsync(path, ready, cancellationToken).ConfigureAwait(false);
        return [.. missing.Select(each => $"{Gradebook.NameOf(each.Student)} has no annotated PDF and is not in the archive: run aita report.")];
    }

    /// <summary>The folder's name; Moodle splits it at underscores, so the name has none.</summary>
    public static string EntryOf(StudentResult student, string participant) =>
        $"{SafeName.Of(student.Identity.StudentName).Replace('_', ' ')}_{participant}_assignsubmission_file_/{FileName}";

    /// <summary>A PDF without pages beside it is of an earlier run: it may show another student's.</summary>
    public static bool HasPdf(StudentFolder student) => File.Exists(student.AnnotatedExam) && student.ListPages().Count > 0;

    private static async Task WriteAsync(Stream stream, List<(StudentResult Student, string Participant)> students, CancellationToken cancellationToken)
    {
        var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        await using (archive.ConfigureAwait(false))
        {
            foreach (var (student, participant) in students)
            {
                // The scans in a PDF are compressed already.
                var entry = archive.CreateEntry(EntryOf(student, participant), CompressionLevel.NoCompression);
                entry.LastWriteTime = NoTime;
                var target = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
                await using (target.ConfigureAwait(false))
                {
                    var pdf = await File.ReadAllBytesAsync(student.Folder.AnnotatedExam, cancellationToken).ConfigureAwait(false);
                    await target.WriteAsync(pdf, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private static async Task CheckAsync(string path, List<(StudentResult Student, string Participant)> students, CancellationToken cancellationToken)
    {
        var archive = await ZipFile.OpenReadAsync(path, cancellationToken).ConfigureAwait(false);
        await using (archive.ConfigureAwait(false))
        {
            foreach (var (student, participant) in students)
            {
                if (archive.GetEntry(EntryOf(student, participant)) is not { } entry || entry.Length != new FileInfo(student.Folder.AnnotatedExam).Length)
                {
                    throw new ExamException(ExamErrorKind.Storage, $"{path} was written, but when read back the PDF of {Gradebook.NameOf(student)} is not whole: do not upload it, and report this as a bug.");
                }
            }
        }
    }
}
