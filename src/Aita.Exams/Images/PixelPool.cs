using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace Aita.Exams.Images;

/// <summary>
/// Memory for pixels that is used again: a page takes megabytes several times over, and fresh memory costs about as much as decoding into it.
/// It lies outside the garbage collector's heap, which would grow by it. Thread-safe.
/// </summary>
internal static class PixelPool
{
    /// <summary>Larger blocks are given back to the system: 16 MiB is a page of A4 at 200 dots per inch in colour.</summary>
    private const int LargestKept = 24;

    /// <summary>So many blocks of a size are kept, for as many pages as are worked on at once.</summary>
    private static readonly int Most = Math.Clamp(Environment.ProcessorCount, 2, 8);

    /// <summary>Blocks that are free, by the power of two that is their size.</summary>
    private static readonly ConcurrentBag<nint>[] Free = [.. Enumerable.Range(0, LargestKept + 1).Select(_ => new ConcurrentBag<nint>())];

    /// <summary>A bitmap whose pixels are not set, to be disposed; <see langword="null"/> if there is no memory for so many.</summary>
    public static SKBitmap? Rent(SKImageInfo info)
    {
        if (info.BytesSize64 is <= 0 or > int.MaxValue || Take(info.BytesSize) is not { } block)
        {
            return null;
        }

        var bitmap = new SKBitmap();
        if (bitmap.InstallPixels(info, block, info.RowBytes, (address, _) => GiveBack(address, info.BytesSize)))
        {
            return bitmap;
        }

        bitmap.Dispose();
        return null;
    }

    private static int PowerOf(int bytes) => BitOperations.Log2((uint)bytes - 1) + 1;

    private static nint? Take(int bytes)
    {
        var power = PowerOf(bytes);
        if (power <= LargestKept && Free[power].TryTake(out var block))
        {
            return block;
        }

        try
        {
            return Marshal.AllocHGlobal(power <= LargestKept ? 1 << power : bytes);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    private static void GiveBack(nint block, int bytes)
    {
        var power = PowerOf(bytes);
        if (power <= LargestKept && Free[power].Count < Most)
        {
            Free[power].Add(block);
        }
        else
        {
            Marshal.FreeHGlobal(block);
        }
    }
}
