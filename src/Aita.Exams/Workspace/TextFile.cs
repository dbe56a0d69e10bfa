namespace Aita.Exams.Workspace;

/// <summary>Reads short texts that a person wrote.</summary>
public static class TextFile
{
    /// <summary>No text that goes into a prompt is longer, 1 MiB.</summary>
    private const long MaxBytes = 1024 * 1024;

    /// <summary>The text of a file; <see langword="null"/> if there is none.</summary>
    /// <exception cref="ExamException">The file is too large or cannot be read.</exception>
    public static async Task<string?> TryReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            var length = new FileInfo(path).Length;
            return length <= MaxBytes
                ? await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)
                : throw new ExamException(ExamErrorKind.Malformed, $"The text {path} has {length} bytes; at most {MaxBytes} are read.");
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
