using System.Security.Cryptography;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Ingest;

/// <summary>Where ingest keeps its own files. Knows paths.</summary>
internal sealed class IngestFiles(AssignmentFolder folder)
{
    public string Report => folder.In("ingest", "report.html");

    public string ForcedRun => folder.In("ingest", "forced_run.json");

    /// <summary>The image of a page that is in no student's folder, or not yet.</summary>
    public string PageFile(string id) => folder.In("ingest", "pages", $"{id}.jpg");

    public string StripFile(string id) => folder.In("ingest", "strips", $"{id}.jpg");

    /// <summary>The strip of the page turned upside down.</summary>
    public string TurnedStripFile(string id) => folder.In("ingest", "strips", $"{id}-turned.jpg");

    public string Relative(string path) => Path.GetRelativePath(folder.Root, path).Replace('\\', '/');

    public string Full(string relative) => folder.In(relative.Split('/'));

    /// <summary>The hash of a file; <see langword="null"/> if there is none.</summary>
    public static async Task<string?> HashAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExamException(ExamErrorKind.Storage, $"Could not read {path}: {exception.Message}", exception);
        }
    }
}
