using System.Buffers;

namespace Aita.Cli.Ordering;

/// <summary>
/// Writes lines in the order of their index although they arrive in any order. Lines that are early wait in memory; beyond a limit they
/// are spilled to a temporary file as a sorted run, and the runs are merged back as their turn comes. Not thread-safe.
/// </summary>
/// <param name="output">Where the lines go, in order. Not disposed.</param>
/// <param name="spillDirectory">Where the temporary file is made when it is needed.</param>
/// <param name="memoryLimit">Bytes that may wait in memory for their turn.</param>
/// <param name="flushAt">Bytes whose turn has come that are gathered before they are written.</param>
internal sealed class OrderedLineWriter(
    Stream output, string spillDirectory, long memoryLimit = 32 << 20, int flushAt = OrderedLineWriter.DefaultFlushAt) : IDisposable
{
    public const int DefaultFlushAt = 64 << 10;

    private const int OverheadPerLine = 64;

    private readonly ArrayBufferWriter<byte> _pending = new(2 * DefaultFlushAt);
    private readonly PriorityQueue<SpilledRun, long> _runs = new();
    private Dictionary<long, byte[]> _early = [];
    private long _earlyBytes;
    private SpillFile? _spill;
    private long _next;

    /// <summary>Lines written so far without a gap: the index of the line that is waited for.</summary>
    public long NextIndex => _next;

    /// <summary>Runs spilled so far.</summary>
    public int SpilledRuns => _spill?.Runs ?? 0;

    /// <summary>Takes one line. Every index from 0 on must be given exactly once.</summary>
    /// <param name="index">Place of the line in the output.</param>
    /// <param name="line">The line without its end; it may be reused after the call.</param>
    /// <param name="cancellationToken">Gives up waiting; the line is then not written.</param>
    public async ValueTask WriteAsync(long index, ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        if (index != _next)
        {
            await KeepAsync(index, line, cancellationToken);
            return;
        }

        Append(line.Span);
        await DrainAsync(cancellationToken);
    }

    /// <summary>Writes what is still buffered. Lines after a gap are left out.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await WritePendingAsync(cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    public void Dispose() => _spill?.Dispose();

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
            if (_pending.WrittenCount >= flushAt)
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
        _next++;
    }

    private async ValueTask WritePendingAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(_pending.WrittenMemory, cancellationToken);
        _pending.ResetWrittenCount();
    }
}
