using System.Text.Json;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>
/// The file of what persons decided (<c>decisions.jsonl</c>): one line each, only ever added to, flushed to the device before a command says
/// that it is done. A last line that a crash cut off was never confirmed; it is ignored, and removed by the next one who writes.
/// </summary>
internal static class DecisionLog
{
    /// <summary>All decisions in the order in which they were made; none if there is no file.</summary>
    /// <exception cref="ExamException">Unreadable, or a line other than a cut-off last one is no decision.</exception>
    public static async Task<IReadOnlyList<GradeDecision>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 65536, useAsync: true);
            await using (file.ConfigureAwait(false))
            {
                return Parse(path, await ReadAllAsync(file, cancellationToken).ConfigureAwait(false)).Decisions;
            }
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExamException(ExamErrorKind.Storage, $"Could not read {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Adds decisions, all or none, and waits until they are on the device.</summary>
    /// <exception cref="ExamException">The disk refused, another process is writing, or the file has a line that is no decision.</exception>
    public static async Task AppendAsync(string path, IReadOnlyList<GradeDecision> decisions, CancellationToken cancellationToken)
    {
        if (decisions.Count == 0)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 65536, useAsync: true);
            await using (file.ConfigureAwait(false))
            {
                var bytes = await ReadAllAsync(file, cancellationToken).ConfigureAwait(false);
                var (_, end) = Parse(path, bytes);
                using var lines = new MemoryStream();
                if (end > 0 && bytes[end - 1] != '\n')
                {
                    lines.WriteByte((byte)'\n');
                }

                foreach (var decision in decisions)
                {
                    await JsonSerializer.SerializeAsync(lines, decision, GradingJsonContext.Lines.GradeDecision, CancellationToken.None).ConfigureAwait(false);
                    lines.WriteByte((byte)'\n');
                }

                // From here on nothing is cancelled: half a line is worse than a late one.
                file.SetLength(end);
                file.Position = end;
                await file.WriteAsync(lines.ToArray(), CancellationToken.None).ConfigureAwait(false);
                await file.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExamException(ExamErrorKind.Storage, $"Could not write {path}: {exception.Message} Nothing was decided; try again.", exception);
        }
    }

    /// <returns>The decisions, and where the last whole line ends.</returns>
    private static (IReadOnlyList<GradeDecision> Decisions, int End) Parse(string path, byte[] bytes)
    {
        var decisions = new List<GradeDecision>();
        var (start, number, end) = (0, 0, 0);
        while (start < bytes.Length)
        {
            number++;
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            var isLast = length < 0;
            var line = bytes.AsSpan(start, isLast ? bytes.Length - start : length);
            if (line.Trim(" \r\t"u8).Length > 0)
            {
                try
                {
                    decisions.Add(JsonSerializer.Deserialize(line, GradingJsonContext.Lines.GradeDecision) ?? throw new JsonException("it is null"));
                }
                catch (JsonException) when (isLast)
                {
                    break;
                }
                catch (JsonException exception)
                {
                    throw new ExamException(ExamErrorKind.Malformed, $"{path}, line {number} is no decision: {exception.Message} Correct the line or delete it.", exception);
                }
            }

            start += line.Length + (isLast ? 0 : 1);
            end = start;
        }

        return (decisions, end);
    }

    private static async Task<byte[]> ReadAllAsync(FileStream file, CancellationToken cancellationToken)
    {
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }
}
