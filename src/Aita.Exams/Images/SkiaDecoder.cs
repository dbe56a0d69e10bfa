using System.Runtime.InteropServices;
using SkiaSharp;

namespace Aita.Exams.Images;

/// <summary>Decodes with as little memory as the format allows: JPEG and WebP at a fraction of their size, others in strips of rows.</summary>
internal static class SkiaDecoder
{
    /// <summary>The pixels, at least <paramref name="enough"/> along the longest side if the image has them; <see langword="null"/> if it is damaged or cut short.</summary>
    public static SKBitmap? Decode(SKCodec codec, int enough)
    {
        var full = codec.Info.Size;
        var size = SmallestSize(codec, full, enough);
        var step = Math.Max(full.Width, full.Height) / Math.Max(enough, 64);
        return size == full && step >= 2 && DecodeInStrips(codec, full, step, out var strips)
            ? strips
            : DecodeAtOnce(codec, size);
    }

    private static SKSizeI SmallestSize(SKCodec codec, SKSizeI full, int enough)
    {
        var best = full;
        foreach (var scale in (float[])[0.5f, 0.25f, 0.125f])
        {
            var size = codec.GetScaledDimensions(scale);
            if (size.Width > 0 && size.Height > 0 && Math.Max(size.Width, size.Height) >= enough)
            {
                best = size;
            }
        }

        return best;
    }

    private static SKBitmap? DecodeAtOnce(SKCodec codec, SKSizeI size)
    {
        var bitmap = new SKBitmap();
        if (bitmap.TryAllocPixels(Info(size)) && codec.GetPixels(bitmap.Info, bitmap.GetPixels()) == SKCodecResult.Success)
        {
            return bitmap;
        }

        bitmap.Dispose();
        return null;
    }

    /// <summary>Averages squares of <paramref name="step"/> pixels while the rows come in.</summary>
    /// <returns>Whether this image can be read by rows from the top; if it can and is damaged, <paramref name="result"/> is null.</returns>
    private static bool DecodeInStrips(SKCodec codec, SKSizeI full, int step, out SKBitmap? result)
    {
        result = null;
        if (codec.StartScanlineDecode(Info(full)) != SKCodecResult.Success || codec.ScanlineOrder != SKCodecScanlineOrder.TopDown)
        {
            return false;
        }

        var size = new SKSizeI((full.Width + step - 1) / step, (full.Height + step - 1) / step);
        var bitmap = new SKBitmap(Info(size));
        var strip = new byte[full.Width * 4 * step];
        var handle = GCHandle.Alloc(strip, GCHandleType.Pinned);
        try
        {
            for (var row = 0; row < size.Height; row++)
            {
                var lines = Math.Min(step, full.Height - (row * step));
                if (codec.GetScanlines(handle.AddrOfPinnedObject(), lines, full.Width * 4) != lines)
                {
                    bitmap.Dispose();
                    return true;
                }

                Average(strip, full.Width, lines, step, bitmap.GetPixelSpan().Slice(row * bitmap.RowBytes, size.Width * 4));
            }
        }
        finally
        {
            handle.Free();
        }

        result = bitmap;
        return true;
    }

    private static void Average(ReadOnlySpan<byte> strip, int width, int lines, int step, Span<byte> output)
    {
        for (var x = 0; x < width; x += step)
        {
            var columns = Math.Min(step, width - x);
            var count = columns * lines;
            for (var channel = 0; channel < 4; channel++)
            {
                long sum = 0;
                for (var y = 0; y < lines; y++)
                {
                    var start = (((y * width) + x) * 4) + channel;
                    for (var column = 0; column < columns; column++)
                    {
                        sum += strip[start + (column * 4)];
                    }
                }

                output[(x / step * 4) + channel] = (byte)((sum + (count / 2)) / count);
            }
        }
    }

    private static SKImageInfo Info(SKSizeI size) => new(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
}
