using Aita.Exams.Domain;
using SkiaSharp;

namespace Aita.Exams.Images;

/// <summary>Turns decoded pixels upright, shrinks them and encodes them as JPEG on white.</summary>
internal static class PixelBuffer
{
    private static readonly SKSamplingOptions Copied = new(SKFilterMode.Nearest);
    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear);
    private static readonly SKSamplingOptions Averaged = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <summary>The size of which the longest side is at most <paramref name="maxSide"/>, same proportions, never enlarged.</summary>
    public static SKSizeI Fit(int width, int height, int maxSide)
    {
        var longest = Math.Max(width, height);
        return longest <= maxSide
            ? new SKSizeI(width, height)
            : new SKSizeI(Scale(width), Scale(height));

        int Scale(int side) => Math.Max(1, (int)Math.Round((double)side * maxSide / longest));
    }

    /// <summary>The eight EXIF orientations 5 to 8 swap width and height.</summary>
    public static bool SwapsSides(SKEncodedOrigin origin) => origin >= SKEncodedOrigin.LeftTop;

    /// <summary>The JPEG of these pixels, upright and shrunk, with parts of it painted over.</summary>
    /// <param name="pixels">The pixels as stored. Where they stay as they are, they are painted over themselves.</param>
    /// <param name="origin">The orientation that the file states, by the EXIF numbering 1 to 8.</param>
    /// <param name="fitted">The size of the result before it is turned.</param>
    /// <param name="quality">JPEG quality, 1 to 100.</param>
    /// <param name="masks">The parts of the upright page to paint over.</param>
    public static (byte[] Jpeg, SKSizeI Size) ToJpeg(SKBitmap pixels, SKEncodedOrigin origin, SKSizeI fitted, int quality, params IReadOnlyList<PageRegion> masks)
    {
        var size = SwapsSides(origin) ? new SKSizeI(fitted.Height, fitted.Width) : fitted;
        if (origin == SKEncodedOrigin.TopLeft && fitted == pixels.Info.Size && pixels.AlphaType == SKAlphaType.Opaque)
        {
            return (Encode(pixels, quality, masks), size);
        }

        using var drawn = PixelPool.Rent(new SKImageInfo(size.Width, size.Height, pixels.ColorType, SKAlphaType.Opaque))
            ?? throw new InvalidOperationException($"There is no memory for an image of {size.Width} x {size.Height} pixels.");
        using (var canvas = new SKCanvas(drawn))
        {
            canvas.Clear(SKColors.White);
            canvas.Concat(Upright(origin, fitted));
            Draw(canvas, pixels, fitted);
        }

        return (Encode(drawn, quality, masks), size);
    }

    /// <summary>The same pixels at another size; <see langword="null"/> if there is no memory for them.</summary>
    public static SKBitmap? Scaled(SKBitmap pixels, SKSizeI size)
    {
        var scaled = PixelPool.Rent(pixels.Info.WithSize(size));
        if (scaled is not null && pixels.ScalePixels(scaled, SamplingOf(pixels, size)))
        {
            return scaled;
        }

        scaled?.Dispose();
        return null;
    }

    /// <summary>Draws all pixels at a size, without a copy of them.</summary>
    private static void Draw(SKCanvas canvas, SKBitmap pixels, SKSizeI size)
    {
        using var shared = pixels.PeekPixels();
        using var source = SKImage.FromPixels(shared);
        canvas.DrawImage(source, new SKRect(0, 0, size.Width, size.Height), SamplingOf(pixels, size));
    }

    /// <summary>
    /// Between half and full size four neighbours are enough; below that, smaller versions of the whole page are made first, which takes as long as
    /// all the rest.
    /// </summary>
    private static SKSamplingOptions SamplingOf(SKBitmap pixels, SKSizeI size) =>
        size == pixels.Info.Size ? Copied
        : size.Width * 2 >= pixels.Width && size.Height * 2 >= pixels.Height ? Smooth
        : Averaged;

    private static byte[] Encode(SKBitmap upright, int quality, IReadOnlyList<PageRegion> masks)
    {
        using (var canvas = new SKCanvas(upright))
        {
            foreach (var mask in masks)
            {
                PaintOver(canvas, upright.Info.Size, mask);
            }
        }

        using var data = upright.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }

    /// <summary>Whole pixels, rounded outwards: half a line of a name is a name.</summary>
    private static void PaintOver(SKCanvas canvas, SKSizeI size, PageRegion mask)
    {
        const float Whole = 1000;
        using var white = new SKPaint { Color = SKColors.White, IsAntialias = false, BlendMode = SKBlendMode.Src };
        var strip = new SKRect(
            MathF.Floor(size.Width * mask.Left / Whole), MathF.Floor(size.Height * mask.Top / Whole),
            MathF.Ceiling(size.Width * mask.Right / Whole), MathF.Ceiling(size.Height * mask.Bottom / Whole));
        canvas.DrawRect(strip, white);
    }

    /// <summary>Maps stored pixels of that size to where a reader sees them (EXIF 2.3, tag 0x0112).</summary>
    private static SKMatrix Upright(SKEncodedOrigin origin, SKSizeI stored)
    {
        float w = stored.Width, h = stored.Height;
        return origin switch
        {
            SKEncodedOrigin.TopRight => Map(-1, 0, w, 0, 1, 0),
            SKEncodedOrigin.BottomRight => Map(-1, 0, w, 0, -1, h),
            SKEncodedOrigin.BottomLeft => Map(1, 0, 0, 0, -1, h),
            SKEncodedOrigin.LeftTop => Map(0, 1, 0, 1, 0, 0),
            SKEncodedOrigin.RightTop => Map(0, -1, h, 1, 0, 0),
            SKEncodedOrigin.RightBottom => Map(0, -1, h, -1, 0, w),
            SKEncodedOrigin.LeftBottom => Map(0, 1, 0, -1, 0, w),
            _ => SKMatrix.Identity,
        };

        static SKMatrix Map(float xx, float xy, float x0, float yx, float yy, float y0) => new(xx, xy, x0, yx, yy, y0, 0, 0, 1);
    }
}
