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
        var size = PixelBuffer.Fit(pixels.Width, pixels.Height, LongSide);
        using var small = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(small))
        {
            canvas.Clear(SKColors.White);
            PixelBuffer.Draw(canvas, pixels, size);
        }

        var rgba = small.GetPixelSpan();
        var gray = new byte[size.Width * size.Height];
        for (var i = 0; i < gray.Length; i++)
        {
            gray[i] = (byte)(((rgba[i * 4] * 77) + (rgba[(i * 4) + 1] * 150) + (rgba[(i * 4) + 2] * 29)) >> 8);
        }

        return new GrayPage(size.Width, size.Height, gray);
    }
}
