using System.Buffers;
using Aita.Cli.JsonLines.Answers;
using Aita.Execution;

namespace Aita.Cli.Commands;

/// <summary>Writes the answers that a checkpoint holds as lines of a batch output: what a run that did not finish has bought.</summary>
internal static class CheckpointsExport
{
    private const int BufferBytes = 64 << 10;

    /// <summary>Writes the last answer of every task that has one, in the order in which they were recorded.</summary>
    /// <param name="folder">The folder of checkpoints.</param>
    /// <param name="path">The checkpoint; a run may be writing it.</param>
    /// <param name="output">Receives the lines.</param>
    /// <param name="cancellationToken">Ends the export.</param>
    /// <returns>Answers written, and tasks that have none.</returns>
    public static async Task<(long Answers, long Without)> WriteAsync(CheckpointManager folder, string path, Stream output, CancellationToken cancellationToken)
    {
        var last = await FindLastAsync(folder, path, cancellationToken);
        using var format = new ResponseLine();
        var lines = new ArrayBufferWriter<byte>(BufferBytes);
        var (number, written) = (0L, 0L);
        await foreach (var record in folder.ReadRecordsAsync(path, cancellationToken))
        {
            if (last.GetValueOrDefault(record.Id) == ++number && record is { Status: TaskOutcome.Succeeded, Answer: { } answer })
            {
                lines.Write(format.Format(++written, record.Id, answer).Span);
                lines.Write("\n"u8);
            }

            if (lines.WrittenCount >= BufferBytes)
            {
                await output.WriteAsync(lines.WrittenMemory, cancellationToken);
                lines.ResetWrittenCount();
            }
        }

        await output.WriteAsync(lines.WrittenMemory, cancellationToken);
        await output.FlushAsync(cancellationToken);
        return (written, last.Count - written);
    }

    /// <summary>The number of each task's last outcome, from 1: a task may fail and succeed later, and be asked again when its request has changed.</summary>
    private static async Task<Dictionary<string, long>> FindLastAsync(CheckpointManager folder, string path, CancellationToken cancellationToken)
    {
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        var number = 0L;
        await foreach (var record in folder.ReadRecordsAsync(path, cancellationToken))
        {
            number++;
            if (record.Status != TaskOutcome.NotRun || !last.ContainsKey(record.Id))
            {
                last[record.Id] = number;
            }
        }

        return last;
    }
}
