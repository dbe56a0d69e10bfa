using System.Buffers;

namespace Aita.Cli.JsonLines;

/// <summary>
/// Writes lines in the order of their index although they arrive in any order. Lines that are early wait in memory; beyond a limit they
/// are spilled to a temporary file as a sorted run, and the runs are merged back as their turn comes. Thread-safe: callers wait for each
/// other.
/// </summary>
/// <param name="output">Where the lines go, in order. Not disposed.</param>
/// <param name="spillDirectory">Where the temporary file is made when it is needed.</param>
/// <param name="memoryLimit">Bytes that may wait in memory.</param>
internal sealed class OrderedLineWriter(Stream output, string spillDirectory, long memoryLimit = 32 << 20) : IAsyncDisposable
{
    private const int FlushAt = 64 << 10;
    private const int OverheadPerLine = 64;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ArrayBufferWriter<byte> _pending = new(2 * FlushAt);
    private readonly PriorityQueue<SpilledRun, long> _runs = new();
    private Dictionary<long, byte[]> _early = [];
    private long _earlyBytes;
    private SpillFile? _spill;
    private long _next;

    /// <summary>Lines written so far without a gap: the index of the line that is waited for.</summary>
    public long NextIndex => Volatile.Read(ref _next);

    /// <summary>Runs spilled so far.</summary>
    public int SpilledRuns => _spill?.Runs ?? 0;

    /// <summary>Takes one line. Every index from 0 on must be given exactly once.</summary>
    /// <param name="index">Place of the line in the output.</param>
    /// <param name="line">The line without its end; it may be reused after the call.</param>
    /// <param name="cancellationToken">Gives up waiting; the line is then not written.</param>
    public async ValueTask WriteAsync(long index, ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (index != _next)
            {
                await KeepAsync(index, line, cancellationToken);
                return;
            }

            Append(line.Span);
            await DrainAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Writes what is still buffered. Lines after a gap are left out.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await WritePendingAsync(cancellationToken);
            await output.FlushAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_spill is not null)
        {
            await _spill.DisposeAsync();
        }

        _turn.Dispose();
    }

    private async ValueTask KeepAsync(long index, ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        _early.Add(index, line.ToArray());
        _earlyBytes += line.Length + OverheadPerLine;
        if (_earlyBytes <= memoryLimit)
        {
            return;
        }

        _spill ??= new SpillFile(spillDirectory);
        var run = await _spill.WriteRunAsync(_early, cancellationToken);
        (_early, _earlyBytes) = ([], 0);
        _runs.Enqueue(run, run.Index);
    }

    /// <summary>Writes every line whose turn has come, from memory and from the runs.</summary>
    private async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_pending.WrittenCount >= FlushAt)
            {
                await WritePendingAsync(cancellationToken);
            }

            if (_early.Count > 0 && _early.Remove(_next, out var line))
            {
                _earlyBytes -= line.Length + OverheadPerLine;
                Append(line);
            }
            else if (_runs.TryPeek(out var run, out var first) && first == _next)
            {
                Append(run.Line.Span);
                _runs.Dequeue();
                if (await run.MoveNextAsync(cancellationToken))
                {
                    _runs.Enqueue(run, run.Index);
                }
            }
            else
            {
                return;
            }
        }
    }

    private void Append(ReadOnlySpan<byte> line)
    {
        _pending.Write(line);
        _pending.Write("\n"u8);
        Volatile.Write(ref _next, _next + 1);
    }

    private async ValueTask WritePendingAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(_pending.WrittenMemory, cancellationToken);
        _pending.ResetWrittenCount();
    }
}
