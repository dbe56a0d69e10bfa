using System.Runtime.CompilerServices;
using Aita.Execution;

namespace Aita.Cli.JsonLines;

/// <summary>
/// Reads the input as a stream of tasks. Lines that are wrong become problems instead. Only what is under way is kept in memory, and a
/// fingerprint of every id. Enumerated once, by one reader.
/// </summary>
/// <param name="lines">The input.</param>
/// <param name="model">The model of requests that name none.</param>
/// <param name="onProblem">Receives every line that is not a request; the reader waits for it.</param>
internal sealed class BatchSource(LineReader lines, string model, Func<BatchProblem, ValueTask> onProblem)
{
    private readonly IdSet _seen = new();
    private long _count;
    private long _problems;

    /// <summary>Lines read so far that are not blank: every one has a line in the output.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Lines read so far that are not requests.</summary>
    public long Problems => Interlocked.Read(ref _problems);

    /// <summary>Whether the input was read to its end.</summary>
    public bool ReachedEnd { get; private set; }

    /// <summary>The tasks of the input, in its order, each with its <see cref="BatchPlace"/> as its tag.</summary>
    public async IAsyncEnumerable<BatchTask> ReadTasksAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            while (lines.TryRead(out var bytes))
            {
                if (bytes.Span.TrimStart(" \t"u8).IsEmpty)
                {
                    continue;
                }

                var line = BatchLineParser.Parse(bytes.Span);
                var place = new BatchPlace(_count, lines.LineNumber);
                var problem = line.Problem is { } text ? new BatchProblem(place, line.CustomId, "invalid_line", $"Line {place.Line} {text}.")
                    : !_seen.Add(line.CustomId!) ? Duplicate(place, line.CustomId!)
                    : null;
                Interlocked.Increment(ref _count);
                if (problem is not null)
                {
                    Interlocked.Increment(ref _problems);
                    await onProblem(problem);
                    continue;
                }

                yield return new BatchTask(line, model) { Tag = place };
            }
        }
        while (await lines.FillAsync(cancellationToken));

        ReachedEnd = true;
    }

    private static BatchProblem Duplicate(BatchPlace place, string id) =>
        new(place, id, "duplicate_id", $"Line {place.Line} has the id '{id}' of an earlier line: every id must be unique.");
}
