using Aita.Exams.Workspace;

namespace Aita.Exams.Results;

/// <summary>Writes a file only when its content changed, so that a second run leaves everything as it is.</summary>
internal static class ChangedFile
{
    /// <summary>Writes bytes.</summary>
    /// <returns>Whether the file was written: it was not there, or held something else.</returns>
    /// <exception cref="ExamException">The disk refused.</exception>
    public static async Task<bool> WriteAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        if (await HoldsAsync(path, bytes, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await AtomicFile.WriteAsync(path, bytes, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async Task<bool> HoldsAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true } file || file.Length != bytes.Length)
            {
                return false;
            }

            var held = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            return held.AsSpan().SequenceEqual(bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
