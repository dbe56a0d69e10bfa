using SkiaSharp;

namespace Aita.Exams.Images;

/// <summary>A page in shades of grey, small enough to look at quickly. 0 is black.</summary>
internal sealed record GrayPage(int Width, int Height, byte[] Pixels)
{
    /// <summary>At this size a line of handwriting is about 20 pixels high.</summary>
    public const int LongSide = 1000;

    /// <summary>The page of an encoded image; <see langword="null"/> if it is damaged.</summary>
    public static GrayPage? Decode(ReadOnlySpan<byte> encoded)
    {
        using var data = SKData.CreateCopy(encoded);
        using var codec = SKCodec.Create(data);
        if (codec is null)
        {
            return null;
        }

        using var pixels = SkiaDecoder.Decode(codec, LongSide);
        return pixels is null ? null : Of(pixels);
    }

    private static GrayPage Of(SKBitmap pixels)
    {
        var (gray, size) = (Gray(pixels), PixelBuffer.Fit(pixels.Width, pixels.Height, LongSide));
        return size == pixels.Info.Size
            ? new GrayPage(size.Width, size.Height, gray)
            : new GrayPage(size.Width, size.Height, Shrink(gray, pixels.Info.Size, size));
    }

    /// <summary>The luminance of BT.601 on white paper.</summary>
    private static byte[] Gray(SKBitmap pixels)
    {
        var gray = new byte[pixels.Width * pixels.Height];
        for (var y = 0; y < pixels.Height; y++)
        {
            var stored = pixels.GetPixelSpan().Slice(y * pixels.RowBytes, pixels.Width * pixels.BytesPerPixel);
            var row = gray.AsSpan(y * pixels.Width, pixels.Width);
            if (pixels.ColorType == SKColorType.Gray8)
            {
                stored.CopyTo(row);
            }
            else
            {
                Weigh(stored, row);
            }
        }

        return gray;
    }

    private static void Weigh(ReadOnlySpan<byte> rgba, Span<byte> gray)
    {
        for (var x = 0; x < gray.Length; x++)
        {
            var pixel = rgba.Slice(x * 4, 4);
            gray[x] = (byte)((((pixel[0] * 77) + (pixel[1] * 150) + (pixel[2] * 29)) >> 8) + 255 - pixel[3]);
        }
    }

    /// <summary>Bilinear: the decoder has already made the page less than twice as large as it has to be.</summary>
    private static byte[] Shrink(byte[] gray, SKSizeI from, SKSizeI to)
    {
        var (columns, rows) = (Neighbours(from.Width, to.Width), Neighbours(from.Height, to.Height));
        var small = new byte[to.Width * to.Height];
        for (var y = 0; y < to.Height; y++)
        {
            var (row, down) = rows[y];
            var upper = gray.AsSpan(row * from.Width, from.Width);
            var lower = gray.AsSpan(Math.Min(row + 1, from.Height - 1) * from.Width, from.Width);
            var output = small.AsSpan(y * to.Width, to.Width);
            for (var x = 0; x < output.Length; x++)
            {
                var (left, across) = columns[x];
                var right = Math.Min(left + 1, from.Width - 1);
                var above = (upper[left] * (256 - across)) + (upper[right] * across);
                var below = (lower[left] * (256 - across)) + (lower[right] * across);
                output[x] = (byte)(((above * (256 - down)) + (below * down) + (1 << 15)) >> 16);
            }
        }

        return small;
    }

    /// <summary>For each pixel of the small page the first of the two that it lies between, and how far it is towards the second, of 256.</summary>
    private static (int First, int Share)[] Neighbours(int from, int to)
    {
        var scale = (double)from / to;
        return [.. Enumerable.Range(0, to).Select(i =>
        {
            var at = Math.Clamp(((i + 0.5) * scale) - 0.5, 0, from - 1);
            return ((int)at, (int)((at - (int)at) * 256));
        })];
    }
}
