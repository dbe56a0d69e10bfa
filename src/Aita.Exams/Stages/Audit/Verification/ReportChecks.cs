using Aita.Exams.Results;

namespace Aita.Exams.Stages.Audit;

/// <summary>Reports say what the marks, answers and scans say now, so that nobody hands out an old one.</summary>
internal static class ReportChecks
{
    private const string Again = "Run aita report before you hand it out.";

    public static async Task RunAsync(ClassResults results, Findings findings, CancellationToken cancellationToken)
    {
        foreach (var path in results.Students.SelectMany(student => new[] { student.Folder.Report, student.Folder.AnnotatedExam }).Append(results.Folder.ClassReport).Where(File.Exists))
        {
            findings.Look();
        }

        var record = await ReportRecord.ReadAsync(results.Folder, cancellationToken).ConfigureAwait(false);
        foreach (var report in record.OutdatedIn(results))
        {
            var whose = report.Student is { } student ? $"{student}: {Path.GetFileName(report.Path)}" : "The report on the class";
            findings.Add(
                report.Path,
                report.IsNoted ? $"{whose} is older than the marks: a decision, a grading, an answer or a scan changed after it was made."
                    : $"{whose} does not say what it was made from, so it may be older than the marks: an earlier version made it, or its record was removed.",
                Again);
        }
    }
}
