using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>Writes result files. One that would not change is left alone, so that a second run changes nothing.</summary>
internal static class GradeFile
{
    /// <returns>Whether the file was written.</returns>
    /// <exception cref="ExamException">The disk refused.</exception>
    public static async Task<bool> WriteAsync<T>(string path, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'];
        if (await IsSameAsync(path, bytes, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await AtomicFile.WriteAsync(path, bytes, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async Task<bool> IsSameAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            return new FileInfo(path) is { Exists: true } file && file.Length == bytes.Length
                && (await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)).AsSpan().SequenceEqual(bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
