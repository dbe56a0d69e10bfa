using Aita.Cli.JsonLines.Answers;
using Aita.Cli.Ordering;
using Aita.Execution;

namespace Aita.Cli.JsonLines;

/// <summary>
/// The output of a batch: one line for every line of the input, in its order. A file appears whole, at the end, or not at all; standard
/// output gets each line as soon as all lines before it are there. Thread-safe.
/// </summary>
internal sealed class BatchOutput : IAsyncDisposable
{
    private readonly PartialFile? _file;
    private readonly Stream _stream;
    private readonly OrderedLineWriter _lines;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ResponseLine _format = new();

    private BatchOutput(PartialFile? file, Stream stream, OrderedLineWriter lines)
    {
        _file = file;
        _stream = stream;
        _lines = lines;
    }

    /// <summary>Lines written without a gap.</summary>
    public long Written => _lines.NextIndex;

    public static BatchOutput ToFile(string path)
    {
        var file = new PartialFile(path);
        return new BatchOutput(file, file.Content, new OrderedLineWriter(file.Content, Path.GetDirectoryName(path)!));
    }

    public static BatchOutput ToStream(Stream stream) =>
        new(file: null, stream, new OrderedLineWriter(stream, Path.GetTempPath(), flushAt: 1));

    public ValueTask WriteAsync(BatchProblem problem, CancellationToken cancellationToken) =>
        WriteAsync(problem.Place.Index, (_format, problem), static s => s._format.Format(s.problem), cancellationToken);

    public ValueTask WriteAsync(BatchPlace place, TaskResult<BatchAnswer> result, CancellationToken cancellationToken) =>
        WriteAsync(place.Index, (_format, place, result), static s => s._format.Format(s.place, s.result), cancellationToken);

    /// <summary>Ends the output: every line has been given.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _lines.FlushAsync(cancellationToken);
        if (_file is not null)
        {
            await _file.CommitAsync(cancellationToken);
        }
    }

    /// <summary>Ends the output early: a file is given up, a stream keeps the lines before the first gap.</summary>
    public async Task AbandonAsync(CancellationToken cancellationToken)
    {
        if (_file is null)
        {
            await _lines.FlushAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _lines.Dispose();
        if (_file is not null)
        {
            await _file.DisposeAsync();
        }
        else
        {
            await _stream.DisposeAsync();
        }

        _format.Dispose();
        _turn.Dispose();
    }

    private async ValueTask WriteAsync<TState>(
        long index, TState state, Func<TState, ReadOnlyMemory<byte>> format, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _lines.WriteAsync(index, format(state), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }
}
