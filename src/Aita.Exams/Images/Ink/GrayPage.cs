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
        using var small = pixels is null ? null : PixelBuffer.Scaled(pixels, PixelBuffer.Fit(pixels.Width, pixels.Height, LongSide));
        return small is null ? null : new GrayPage(small.Width, small.Height, Gray(small));
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
}
