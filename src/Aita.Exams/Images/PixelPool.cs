using System.Buffers;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace Aita.Exams.Images;

/// <summary>
/// Memory for pixels that is used again: a page takes megabytes several times over, and fresh memory costs about as much as decoding into it.
/// Thread-safe.
/// </summary>
internal static class PixelPool
{
    /// <summary>A bitmap whose pixels are not set, to be disposed; <see langword="null"/> if there is no memory for so many.</summary>
    public static SKBitmap? Rent(SKImageInfo info)
    {
        if (info.BytesSize64 > Array.MaxLength || RentBytes(info.BytesSize) is not { } pixels)
        {
            return null;
        }

        var pinned = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        var bitmap = new SKBitmap();
        if (bitmap.InstallPixels(info, pinned.AddrOfPinnedObject(), info.RowBytes, (_, _) => GiveBack()))
        {
            return bitmap;
        }

        bitmap.Dispose();
        return null;

        void GiveBack()
        {
            pinned.Free();
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    private static byte[]? RentBytes(int count)
    {
        try
        {
            return ArrayPool<byte>.Shared.Rent(count);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }
}
