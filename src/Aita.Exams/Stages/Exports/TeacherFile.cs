using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Exports;

/// <summary>A file that a teacher downloaded and that is filled: never written itself, only a copy with some cells changed.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Sheet">Its cells.</param>
/// <param name="Bytes">The file.</param>
internal sealed record TeacherFile(string Path, CsvSheet Sheet, byte[] Bytes)
{
    private const long MaxBytes = 64L * 1024 * 1024;

    /// <exception cref="ExamException">There is no such file, or it is no CSV.</exception>
    public static async Task<TeacherFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes } file)
            {
                throw new ExamException(ExamErrorKind.Malformed, $"{path} has {file.Length} bytes; at most {MaxBytes} are read.");
            }

            var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            return new TeacherFile(System.IO.Path.GetFullPath(path), CsvSheet.Parse(bytes, path), bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExamException(ExamErrorKind.Missing, $"Could not read {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Writes the copy, reads it back by another reader, and compares every cell.</summary>
    /// <returns>The full path of the copy.</returns>
    /// <exception cref="ExamException">It would replace the teacher's file, the disk refused, or it reads differently.</exception>
    public async Task<string> WriteAsync(string output, IReadOnlyDictionary<(int Row, int Column), string> changed, CancellationToken cancellationToken)
    {
        var target = System.IO.Path.GetFullPath(output);
        if (string.Equals(Resolve(target), Resolve(Path), StringComparison.OrdinalIgnoreCase))
        {
            throw new ExamException(ExamErrorKind.Invalid, $"{output} is the file that you downloaded; it stays as it is. Choose another name with --output.");
        }

        var copy = CsvSheet.Parse(Bytes, Path);
        foreach (var ((row, column), text) in changed)
        {
            copy.Set(row, column, text);
        }

        await AtomicFile.WriteAsync(target, copy.ToBytes(), cancellationToken).ConfigureAwait(false);
        var written = await File.ReadAllBytesAsync(target, cancellationToken).ConfigureAwait(false);
        WrittenSheet.Check(target, WrittenSheet.Read(Bytes, Path, Sheet.Delimiter), WrittenSheet.Read(written, target, Sheet.Delimiter), changed);
        return target;
    }

    /// <summary>Where a link leads.</summary>
    private static string Resolve(string path) => File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
}
