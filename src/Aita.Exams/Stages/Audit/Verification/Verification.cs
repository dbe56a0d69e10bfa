using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Audit;

/// <summary>
/// Checks that everything in an assignment adds up: pages, readings, grades, quotes, decisions, reports and exports, each from the files themselves and
/// not from what a stage says of its own work. Writes nothing.
/// </summary>
public static class Verification
{
    /// <summary>Runs all checks whose stages have begun.</summary>
    public static async Task<VerificationResult> RunAsync(AssignmentFolder folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ClassResults results;
        PageManifest? manifest;
        try
        {
            results = await ClassResults.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
            manifest = await PageManifest.TryReadAsync(folder, cancellationToken).ConfigureAwait(false);
        }
        catch (ExamException exception)
        {
            // Nothing can be compared with a file that cannot be read.
            return new VerificationResult
            {
                Problems = [new VerificationProblem("files", folder.Root, exception.Message, "Correct the file, or run the stage that writes it again.")],
                Checked = [],
                NotBegun = [],
            };
        }

        List<Findings> done = [];
        List<string> notBegun = [];
        await RunAsync("pages", manifest is not null, findings => PageChecks.RunAsync(manifest!, folder, findings, cancellationToken)).ConfigureAwait(false);
        await RunAsync("readings", results.Students.Any(student => Directory.Exists(student.Folder.TranscriptionFolder)), findings => ReadingChecks.RunAsync(results, findings, cancellationToken)).ConfigureAwait(false);
        var graded = results.Students.Any(student => student.Grades is not null);
        await RunAsync("grades", graded, findings => GradeChecks.RunAsync(results, findings, cancellationToken)).ConfigureAwait(false);
        await RunAsync("quotes", graded, findings => QuoteChecks.RunAsync(results, findings)).ConfigureAwait(false);
        await RunAsync("decisions", File.Exists(folder.Decisions), findings => DecisionChecks.RunAsync(results, findings, cancellationToken)).ConfigureAwait(false);
        await RunAsync("reports", Directory.Exists(folder.Reports), findings => ReportChecks.RunAsync(results, findings, cancellationToken)).ConfigureAwait(false);
        await RunAsync("exports", File.Exists(folder.ExportRecord), findings => ExportChecks.RunAsync(results, findings, cancellationToken)).ConfigureAwait(false);
        return new VerificationResult
        {
            Problems = [.. done.SelectMany(findings => findings.Problems)],
            Checked = [.. done.Select(findings => (findings.Check, findings.Checked))],
            NotBegun = notBegun,
        };

        async Task RunAsync(string check, bool hasBegun, Func<Findings, Task> run)
        {
            if (!hasBegun)
            {
                notBegun.Add(check);
                return;
            }

            var findings = new Findings(check);
            await run(findings).ConfigureAwait(false);
            done.Add(findings);
        }
    }
}
