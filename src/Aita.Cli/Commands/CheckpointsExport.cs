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
        using var format = new ResponseLine();
        var lines = new ArrayBufferWriter<byte>(BufferBytes);
        var (tasks, written) = (0L, 0L);
        await foreach (var record in LastOutcomes.ReadAsync(folder, path, cancellationToken))
        {
            tasks++;
            if (record is { Status: TaskOutcome.Succeeded, Answer: { } answer })
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
        return (written, tasks - written);
    }
}
