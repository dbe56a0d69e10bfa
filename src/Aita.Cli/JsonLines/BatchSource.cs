using System.Runtime.CompilerServices;
using Aita.Execution;

namespace Aita.Cli.JsonLines;

/// <summary>
/// Reads the input as a stream of tasks. Lines that are wrong become problems instead. Only what is under way and a piece ahead is kept in memory,
/// and a fingerprint of every id. Enumerated once, by one reader.
/// </summary>
/// <param name="lines">The input.</param>
/// <param name="model">The model of requests that name none.</param>
/// <param name="onProblem">Receives every line that is not a request, ahead of the tasks before it; the reader waits for it.</param>
/// <param name="repairs">Whether answers are checked and repaired.</param>
/// <param name="longestFirst">Whether tasks that say how long they take are put in order; otherwise they come in that of the input.</param>
internal sealed class BatchSource(LineReader lines, string model, Func<BatchProblem, ValueTask> onProblem, bool repairs = false, bool longestFirst = false)
{
    /// <summary>Lines that say how long they take are put in order this many bytes at a time, in memory: some thousands of them, and two stretches at once.</summary>
    private const long StretchBytes = 4 << 20;

    /// <summary>What a task takes in memory beside its line.</summary>
    private const int BytesPerTask = 600;

    private readonly IdSet _seen = new();
    private long _count;
    private long _problems;

    /// <summary>Lines read so far that are not blank: every one has a line in the output.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Lines read so far that are not requests.</summary>
    public long Problems => Interlocked.Read(ref _problems);

    /// <summary>Whether the input was read to its end, and all its tasks were taken.</summary>
    public bool ReachedEnd { get; private set; }

    /// <summary>
    /// The tasks of the input, in its order or the longest of a stretch first, each with its <see cref="BatchPlace"/> as its tag. While those of one piece of the input are taken, the
    /// next piece is read and parsed on another thread.
    /// </summary>
    public async IAsyncEnumerable<BatchTask> ReadTasksAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = ReadAheadAsync(leaving.Token);
        try
        {
            while (await next is { Count: > 0 } tasks)
            {
                next = ReadAheadAsync(leaving.Token);
                foreach (var task in tasks)
                {
                    yield return task;
                }
            }

            ReachedEnd = true;
        }
        finally
        {
            await leaving.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<List<BatchTask>> ReadAheadAsync(CancellationToken cancellationToken) => Task.Run(() => ReadPieceAsync(cancellationToken), CancellationToken.None);

    /// <returns>The next tasks, as many as the buffer holds; none at the end of the input.</returns>
    private async Task<List<BatchTask>> ReadPieceAsync(CancellationToken cancellationToken)
    {
        var tasks = new List<BatchTask>();
        var (hasSizes, size) = (false, 0L);
        do
        {
            while (lines.TryRead(out var bytes))
            {
                if (await ParseAsync(bytes) is { } task)
                {
                    tasks.Add(task);
                    hasSizes |= longestFirst && task.SizeHint is not null;
                    size += bytes.Length + BytesPerTask;
                }
            }
        }
        while ((tasks.Count == 0 || (hasSizes && size < StretchBytes && lines.IsFile)) && await lines.FillAsync(cancellationToken));

        return hasSizes ? LongestFirst(tasks) : tasks;
    }

    // As the library orders a list; one without a hint is taken for an average one.
    private static List<BatchTask> LongestFirst(List<BatchTask> tasks)
    {
        var average = tasks.Average(static task => task.SizeHint);
        return [.. tasks.OrderByDescending(task => task.SizeHint ?? average)];
    }

    /// <returns>The task of a line; null when the line is blank, or is no request.</returns>
    private async ValueTask<BatchTask?> ParseAsync(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.TrimStart(" \t"u8).IsEmpty)
        {
            return null;
        }

        var line = BatchLineParser.Parse(bytes.Span);
        var place = new BatchPlace(_count, lines.LineNumber);
        var problem = line.Problem is { } text ? new BatchProblem(place, line.CustomId, "invalid_line", $"Line {place.Line} {text}.")
            : !_seen.Add(line.CustomId!) ? Duplicate(place, line.CustomId!)
            : null;
        Interlocked.Increment(ref _count);
        if (problem is null)
        {
            return new BatchTask(line, model, repairs) { Tag = place };
        }

        Interlocked.Increment(ref _problems);
        await onProblem(problem);
        return null;
    }

    private static BatchProblem Duplicate(BatchPlace place, string id) =>
        new(place, id, "duplicate_id", $"Line {place.Line} has the id '{id}' of an earlier line: every id must be unique.");
}
