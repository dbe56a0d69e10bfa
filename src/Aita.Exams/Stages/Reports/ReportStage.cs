using Aita.Exams.Html;
using Aita.Exams.Images;
using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Reports;

/// <summary>
/// Reports for persons, made from the files of an assignment only; nothing is sent. A file whose content would not change is not written.
/// </summary>
public static class ReportStage
{
    /// <summary>Writes a page and a PDF for each student, and the report on the class.</summary>
    /// <exception cref="ExamException">The exam or the student is missing, or a file is malformed.</exception>
    public static async Task<ReportStageResult> RunAsync(AssignmentFolder folder, ReportStageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new ReportStageOptions();
        var results = await ClassResults.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<StudentResult> wanted = options.Student is { } student ? [results.Find(student)] : results.Students;
        var output = new ReportOutput();
        var stamps = ReportStamp.OfStudents(results);
        await Parallel.ForEachAsync(
            wanted,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Min(4, Environment.ProcessorCount), CancellationToken = cancellationToken },
            async (each, token) => await WriteStudentAsync(results, each, stamps[each.Folder.Name], options, output, token).ConfigureAwait(false)).ConfigureAwait(false);

        foreach (var folderWithoutPages in results.LeftOver.Where(each => results.Students.All(known => !string.Equals(known.Folder.Name, each.Name, StringComparison.Ordinal))))
        {
            ReportOutput.Remove(folderWithoutPages.Report);
            ReportOutput.Remove(folderWithoutPages.AnnotatedExam);
        }

        var manifest = await PageManifest.TryReadAsync(folder, cancellationToken).ConfigureAwait(false);
        var ofClass = System.Text.Encoding.UTF8.GetBytes(ClassReport.Render(results, manifest, options));
        await output.WriteAsync(folder.ClassReport, ofClass, ReportStamp.OfClass(results, stamps), cancellationToken).ConfigureAwait(false);
        await ReportRecord.AddAsync(folder, output.Stamps, cancellationToken).ConfigureAwait(false);
        return new ReportStageResult
        {
            ClassReport = folder.ClassReport,
            Written = output.Written,
            Unchanged = output.Unchanged,
            Students = results.Students.Count,
            OpenStudents = results.Students.Count(each => each.Open > 0),
            OpenAnswers = results.Students.Sum(each => each.Open),
            Warnings = output.Warnings,
        };
    }

    private static async Task WriteStudentAsync(
        ClassResults results, StudentResult student, ReportStamp stamp, ReportStageOptions options, ReportOutput output, CancellationToken cancellationToken)
    {
        var pages = await StudentPage.ListAsync(student.Folder, cancellationToken).ConfigureAwait(false);
        var images = new List<(StudentPage, PreparedPage)>();
        foreach (var page in pages)
        {
            images.Add((page, await InlineImage.PrepareAsync(page.Path, page.PageInFile, cancellationToken).ConfigureAwait(false)));
        }

        output.Warn(student.Stale.Count > 0 ? [$"The marks of {student.Folder.Name} are out of date: {student.StaleText} changed after they were made. To renew them, {student.Renew}."] : []);
        var html = StudentReport.Render(student, results.Spec, images, options.Scale);
        await output.WriteAsync(student.Folder.Report, System.Text.Encoding.UTF8.GetBytes(html), stamp, cancellationToken).ConfigureAwait(false);
        var warnings = new List<string>();
        var pdf = options.AnnotatedPdf
            ? await AnnotatedPdf.RenderAsync(student, results.Spec, pages, options.Scale, warnings, cancellationToken).ConfigureAwait(false)
            : null;
        output.Warn(warnings);
        if (pdf is not null)
        {
            await output.WriteAsync(student.Folder.AnnotatedExam, pdf, stamp, cancellationToken).ConfigureAwait(false);
        }
        else if (options.AnnotatedPdf || pages.Count == 0)
        {
            // What is there from an earlier run shows pages that may be another student's now.
            ReportOutput.Remove(student.Folder.AnnotatedExam);
        }
    }
}
