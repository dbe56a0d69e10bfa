using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Audit;

/// <summary>Files that were exported are as they were written, and say what the grades say now.</summary>
internal static class ExportChecks
{
    public static async Task RunAsync(ClassResults results, Findings findings, CancellationToken cancellationToken)
    {
        var folder = results.Folder;
        JsonDocument? record;
        try
        {
            record = await JsonFile.TryReadAsync(folder.ExportRecord, ResultsJsonContext.Readable.JsonDocument, cancellationToken).ConfigureAwait(false);
        }
        catch (ExamException exception)
        {
            findings.Add(folder.ExportRecord, exception.Message, "Delete the file and export again.");
            return;
        }

        using (record)
        {
            try
            {
                foreach (var file in record!.RootElement.GetProperty("files").EnumerateArray())
                {
                    findings.Look();
                    await CheckAsync(results, file, findings, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException)
            {
                findings.Add(folder.ExportRecord, "The record of exports is not as aita writes it.", "Delete the file and export again.");
            }
        }
    }

    private static async Task CheckAsync(ClassResults results, JsonElement file, Findings findings, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(file.GetProperty("file").GetString()!, results.Folder.Root);
        var again = $"Run aita export {file.GetProperty("format").GetString()} again.";
        if (!File.Exists(path))
        {
            // Moved away to be imported; what it said is still compared below.
            findings.Expect(!path.StartsWith(results.Folder.Exports, StringComparison.Ordinal), path, "The export is not there any more.", again);
        }
        else
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)));
            findings.Expect(string.Equals(hash, file.GetProperty("sha256").GetString(), StringComparison.Ordinal), path, "The file was changed after it was exported.", again);
        }

        foreach (var mark in file.GetProperty("marks").EnumerateObject())
        {
            var said = mark.Value.GetString();
            var student = results.Students.FirstOrDefault(student => string.Equals(student.Folder.Name, mark.Name, StringComparison.Ordinal));
            var now = student is null ? "nothing, as there is no such student"
                : student.IsExcused ? "excused"
                : Text(student.Score);
            var same = string.Equals(said, now, StringComparison.Ordinal) || (student is { IsExcused: true } && said is "EX" or "excused")
                || (student is { ExcusedQuestions.Count: > 0 } && string.Equals(said, Text(student.ScoreOf(results.Spec.TotalPoints)), StringComparison.Ordinal));
            findings.Expect(same, path, $"{mark.Name} has {said} in the export; the grades say {now} now.", again);
        }
    }

    /// <summary>Points as exports write them.</summary>
    private static string Text(decimal points) => points.ToString("0.######", CultureInfo.InvariantCulture);
}
