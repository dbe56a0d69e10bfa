using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Aita.Execution;

/// <summary>What a scan wants of the lines that begin in one piece of a checkpoint file: their heads, and sums over its records.</summary>
internal sealed class FilePiece
{
    private const int PieceBytes = 256 * 1024;
    private const int BlockBytes = 32 * 1024;

    /// <summary>Pieces at the same time: each may have to hold a record that is much longer than a piece.</summary>
    private static readonly int AtOnce = Math.Min(Environment.ProcessorCount, 8);

    private readonly List<LineHead> _lines = [];

    private FilePiece()
    {
    }

    public IReadOnlyList<LineHead> Lines => _lines;

    /// <summary>Requests, of records that say how many they add.</summary>
    public RequestTally Requests { get; private set; }

    /// <summary>Cost in USD.</summary>
    public decimal Cost { get; private set; }

    public TokenUsage Usage { get; private set; }

    public CostReservation Reserved { get; private set; }

    /// <summary>Reads a file piece by piece, some at the same time.</summary>
    /// <param name="handle">The file, which nobody writes to meanwhile.</param>
    /// <param name="start">Where the first line begins.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The pieces in their order.</returns>
    public static async IAsyncEnumerable<FilePiece> ReadAllAsync(
        SafeFileHandle handle, long start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var length = RandomAccess.GetLength(handle);
        var reading = new Queue<Task<FilePiece>>();
        try
        {
            for (var from = start; from < length || reading.Count > 0; from += PieceBytes)
            {
                if (from < length)
                {
                    var piece = from;
                    reading.Enqueue(Task.Run(() => Read(handle, piece, piece == start, cancellationToken), CancellationToken.None));
                }

                if (reading.Count > AtOnce || from >= length)
                {
                    yield return await reading.Dequeue().ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // The file is closed after this.
            await ((Task)Task.WhenAll(reading)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static FilePiece Read(SafeFileHandle handle, long from, bool beginsALine, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var piece = new FilePiece();
        var to = from + PieceBytes;
        using var lines = new CheckpointLines(handle, beginsALine ? from : FindLine(handle, from, to), BlockBytes);
        while (lines.Next < to && lines.Read())
        {
            piece.Add(lines.Line.Span, lines.IsTerminated, lines.Offset);
        }

        return piece;
    }

    /// <returns>Where the first line begins that begins in the piece; the end of the piece when none does.</returns>
    private static long FindLine(SafeFileHandle handle, long from, long to)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            // A line that begins with the piece is told by the byte before it.
            for (var at = from - 1; at < to - 1;)
            {
                var block = buffer.AsSpan(0, (int)Math.Min(BlockBytes, to - 1 - at));
                block = block[..RandomAccess.Read(handle, block, at)];
                var newline = block.IndexOf((byte)'\n');
                if (newline >= 0)
                {
                    return at + newline + 1;
                }

                at = block.IsEmpty ? to : at + block.Length;
            }

            return to;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Add(ReadOnlySpan<byte> line, bool isTerminated, long offset)
    {
        if (!RecordHeadReader.TryRead(line, isTerminated, out var record))
        {
            _lines.Add(new(offset, line.SequenceEqual("]}"u8) ? LineKind.Tail : LineKind.Other, 0, default, 0, 0, null));
            return;
        }

        Requests += record.Tally;
        Cost += record.Cost ?? 0;
        Usage += record.Usage ?? default;
        Reserved += record.Reserved;
        var rest = line[record.Length..];
        var kind = rest.IsEmpty ? LineKind.LastRecord : rest.SequenceEqual(","u8) ? LineKind.Record : LineKind.RecordAndMore;
        _lines.Add(new(offset, kind, record.Length, record.Status, record.IdHash, record.KeyHash, record.Requests is null ? record.Attempts : null));
    }
}
