using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Aita.Exams.Workspace;

/// <summary>Reads and writes the JSON files of an assignment.</summary>
internal static class JsonFile
{
    /// <summary>No file of an assignment is larger, 64 MiB.</summary>
    private const long MaxBytes = 64L * 1024 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a file that must exist.</summary>
    /// <exception cref="ExamException">Missing, unreadable or not of that shape; the message names file, line and what is wrong.</exception>
    public static async Task<T> ReadAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        await TryReadAsync(path, type, cancellationToken).ConfigureAwait(false)
        ?? throw new ExamException(ExamErrorKind.Missing, $"The file {path} does not exist.");

    /// <summary>Reads a file; <see langword="null"/> if there is none.</summary>
    /// <exception cref="ExamException">Unreadable or not of that shape; the message names file, line and what is wrong.</exception>
    public static async Task<T?> TryReadAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        byte[] bytes;
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MaxBytes)
            {
                throw new ExamException(ExamErrorKind.Malformed, $"The file {path} has {length} bytes; at most {MaxBytes} are read.");
            }

            bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExamException(ExamErrorKind.Storage, $"Could not read {path}: {exception.Message}", exception);
        }

        return Parse(path, bytes, type);
    }

    /// <summary>Writes a file atomically.</summary>
    /// <exception cref="ExamException">The disk refused.</exception>
    public static Task WriteAsync<T>(string path, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        return AtomicFile.WriteAsync(path, (byte[])[.. json, (byte)'\n'], cancellationToken);
    }

    /// <summary>Checks a list of a file for entries that are null.</summary>
    /// <exception cref="ExamException">There is one; the message names file, list and entry.</exception>
    public static void ThrowIfNull<T>(string path, string list, IReadOnlyList<T>? entries)
        where T : class
    {
        if (entries?.Index().FirstOrDefault(entry => entry.Item is null, (-1, null!)).Index is >= 0 and var at)
        {
            throw new ExamException(ExamErrorKind.Malformed, $"The file {path} cannot be read: entry {at + 1} of {list} is null. Write it out, or delete it.");
        }
    }

    private static T Parse<T>(string path, ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var json = bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes;
            return JsonSerializer.Deserialize(json, type)
                ?? throw new ExamException(ExamErrorKind.Malformed, $"The file {path} holds only 'null'.");
        }
        catch (JsonException exception)
        {
            var line = exception.LineNumber is { } number ? $", line {number + 1}" : "";
            var where = exception.Path is { Length: > 1 } place ? $" at {place}" : "";
            throw new ExamException(ExamErrorKind.Malformed, $"The file {path}{line}{where} cannot be read: {Cause(exception)}", exception);
        }
    }

    /// <summary>The sentence without the " Path: ... | LineNumber: ..." that the serializer adds.</summary>
    private static string Cause(JsonException exception)
    {
        var message = exception.Message;
        foreach (var tail in (string[])[" Path: ", " LineNumber: "])
        {
            var end = message.IndexOf(tail, StringComparison.Ordinal);
            message = end > 0 ? message[..end] : message;
        }

        return message;
    }
}
