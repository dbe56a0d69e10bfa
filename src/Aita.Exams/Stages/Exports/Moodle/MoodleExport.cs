using Aita.Exams.Domain;
using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Exports;

/// <summary>Fills the offline grading worksheet that a teacher downloaded from a Moodle assignment; every other cell stays as it is.</summary>
public static class MoodleExport
{
    /// <summary>Writes the filled worksheet (and the archive of PDFs), reads it back and compares.</summary>
    /// <exception cref="ExamException">An answer is open, the file cannot be used, the maximum differs, or what was written reads differently.</exception>
    public static async Task<ExportResult> RunAsync(AssignmentFolder folder, MoodleOptions options, ExportOptions? export = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        export ??= new ExportOptions();
        var book = await Gradebook.OpenAsync(folder, export, isOneColumn: true, cancellationToken).ConfigureAwait(false);
        var file = await TeacherFile.ReadAsync(options.Worksheet, cancellationToken).ConfigureAwait(false);
        var layout = MoodleLayout.Of(file.Sheet, options);
        CheckMaximum(file.Sheet, layout, options, book.Total);

        if (options.FeedbackZip is not null)
        {
            await FeedbackArchive.CheckPdfsAsync(book, cancellationToken).ConfigureAwait(false);
        }

        List<string> warnings = options.Feedback && layout.Feedback < 0
            ? [$"{options.Worksheet} has no column for feedback comments: only marks are filled. Switch 'Feedback comments' on in the assignment, or name the column with --feedback-column."]
            : [];
        var matcher = new StudentMatcher(book.Results.Students);
        var found = matcher.Match([.. layout.Rows.Select(row => IdentityOf(file.Sheet, layout, row))], warnings);
        var changed = new Dictionary<(int, int), string>();
        var written = new Dictionary<StudentResult, string>();
        var told = new HashSet<StudentResult>();
        var pdfs = new List<(StudentResult, string)>();
        foreach (var (row, student) in layout.Rows.Zip(found))
        {
            if (student is null || !book.Exported.Contains(student))
            {
                continue;
            }

            if (Fill(file.Sheet, layout, row, student, book, changed, warnings))
            {
                written[student] = book.ValueOf(student, "");
                _ = changed.ContainsKey((row, layout.Feedback)) && told.Add(student);
                pdfs.Add((student, MoodleLayout.ParticipantNumber(file.Sheet, row)!));
            }
        }

        var output = await file.WriteAsync(export.Output ?? Path.Join(folder.Exports, "moodle.csv"), changed, cancellationToken).ConfigureAwait(false);
        await ExportRecord.AddAsync(folder, new ExportedFile("moodle", output, written) { Stamp = student => told.Contains(student) ? MarkStamp.OfFeedback(student) : null, LeftOut = book.LeftOut }, cancellationToken).ConfigureAwait(false);
        List<string> files = [output];
        if (options.FeedbackZip is { } zip)
        {
            warnings.AddRange(await FeedbackArchive.WriteAsync(zip, pdfs, cancellationToken).ConfigureAwait(false));
            var withPdf = new Dictionary<StudentResult, string>(written.Where(entry => FeedbackArchive.HasPdf(entry.Key.Folder)));
            var archive = new ExportedFile("moodle", Path.GetFullPath(zip), withPdf) { Stamp = MarkStamp.OfStanding, LeftOut = book.LeftOut };
            await ExportRecord.AddAsync(folder, archive, cancellationToken).ConfigureAwait(false);
            files.Add(archive.Path);
        }

        return book.ResultOf(files, written.Keys, warnings) with
        {
            UnmatchedStudents = [.. matcher.Unmatched.Select(Gradebook.NameOf)],
            UnmatchedRows = [.. layout.Rows.Zip(found).Where(pair => pair.Second is null).Select(pair => $"{file.Sheet[pair.First, 0].Trim()} {file.Sheet[pair.First, layout.Name].Trim()}".Trim())],
        };
    }

    /// <returns>Whether the row has a mark now.</returns>
    private static bool Fill(CsvSheet sheet, MoodleLayout layout, int row, StudentResult student, Gradebook book, Dictionary<(int, int), string> changed, List<string> warnings)
    {
        if (student.IsExcused)
        {
            warnings.Add($"{Gradebook.NameOf(student)} is excused, which a worksheet cannot say: the row stays as it is.");
            return false;
        }

        if (layout.Changeable >= 0 && MoodleWords.No.Contains(sheet[row, layout.Changeable].Trim()))
        {
            warnings.Add($"The grade of {Gradebook.NameOf(student)} cannot be changed in Moodle: the row stays as it is.");
            return false;
        }

        changed[(row, layout.Grade)] = book.ValueOf(student, "");
        if (layout.Feedback >= 0)
        {
            if (sheet[row, layout.Feedback].Trim().Length == 0)
            {
                changed[(row, layout.Feedback)] = MoodleFeedback.Render(student);
            }
            else
            {
                warnings.Add($"{Gradebook.NameOf(student)} has feedback in Moodle already; it stays.");
            }
        }

        return true;
    }

    private static RowIdentity IdentityOf(CsvSheet sheet, MoodleLayout layout, int row) =>
        new(sheet[row, layout.Name].Trim(), [.. layout.Keys.Select(column => sheet[row, column].Trim())]);

    private static void CheckMaximum(CsvSheet sheet, MoodleLayout layout, MoodleOptions options, decimal total)
    {
        var other = layout.Rows.Select(row => layout.MaximumOf(sheet, row)).FirstOrDefault(maximum => maximum is { } points && Math.Abs(points - total) > ExamSpec.PointsTolerance);
        if (other is { } points)
        {
            throw new ExamException(
                ExamErrorKind.Invalid,
                $"The maximum grade in {options.Worksheet} is {Gradebook.Number(points)}, but the exam has {Gradebook.Number(total)} points: change the maximum grade of the assignment in Moodle, then download the worksheet again.");
        }
    }
}
