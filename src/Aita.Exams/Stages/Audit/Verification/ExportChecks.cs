using System.Security.Cryptography;
using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Audit;

/// <summary>Files that were exported are as they were written, and say what the grades say now.</summary>
internal static class ExportChecks
{
    public static async Task RunAsync(ClassResults results, Findings findings, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var export in await NotedExport.ReadAsync(results.Folder, cancellationToken).ConfigureAwait(false))
            {
                findings.Look();
                await CheckAsync(results, export, findings, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ExamException exception)
        {
            findings.Add(results.Folder.ExportRecord, exception.Message, "Delete the file and export again.");
        }
    }

    private static async Task CheckAsync(ClassResults results, NotedExport export, Findings findings, CancellationToken cancellationToken)
    {
        var again = $"Run aita export {export.Format} again.";
        if (!File.Exists(export.Path))
        {
            // Moved away to be imported; what it said is still compared below.
            findings.Expect(!export.Path.StartsWith(results.Folder.Exports, StringComparison.Ordinal), export.Path, "The export is not there any more.", again);
        }
        else
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(export.Path, cancellationToken).ConfigureAwait(false)));
            findings.Expect(string.Equals(hash, export.Sha256, StringComparison.Ordinal), export.Path, "The file was changed after it was exported.", again);
        }

        foreach (var difference in export.DifferencesFrom(results))
        {
            findings.Add(export.Path, difference, again);
        }
    }
}
