using Aita.Tests;
using SkiaSharp;

namespace Aita.Simulator.Tests.Vision;

/// <summary>Pages of the synthetic exam, and what happens to page images on their way to a model.</summary>
internal static class PageImages
{
    public static byte[] Page(string student, int page) =>
        File.ReadAllBytes(Repository.PathTo("samples", "midterm", "grouped", student, $"page_{page:000}.jpg"));

    public static byte[] Blank(int page) => File.ReadAllBytes(Repository.PathTo("samples", "midterm", "blank_exam", $"page_{page:000}.jpg"));

    /// <summary>The image drawn anew; its file carries nothing but pixels.</summary>
    public static byte[] Redraw(
        byte[] page, int? width = null, float degrees = 0, bool gray = false, bool bilevel = false, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg, int quality = 85)
    {
        using var source = SKBitmap.Decode(page);
        float scale = (width ?? source.Width) / (float)source.Width;
        bool onItsSide = Math.Abs(degrees % 180) > 45;
        var size = new SKSizeI((int)(source.Width * scale), (int)(source.Height * scale));
        using var target = new SKBitmap(onItsSide ? size.Height : size.Width, onItsSide ? size.Width : size.Height);
        using (var canvas = new SKCanvas(target))
        {
            canvas.Clear(SKColors.White);
            canvas.Translate(target.Width / 2f, target.Height / 2f);
            canvas.RotateDegrees(degrees);
            using var image = SKImage.FromBitmap(source);
            canvas.DrawImage(
                image, SKRect.Create(-size.Width / 2f, -size.Height / 2f, size.Width, size.Height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }

        if (gray || bilevel)
        {
            Repaint(target, shade => bilevel ? (byte)(shade < 150 ? 0 : 255) : shade);
        }

        return Encode(target, format, quality);
    }

    /// <summary>The image with a share of its upper or lower part painted over.</summary>
    public static byte[] Mask(byte[] page, double from, double to)
    {
        using var bitmap = SKBitmap.Decode(page);
        using (var canvas = new SKCanvas(bitmap))
        {
            using var paint = new SKPaint { Color = SKColors.White };
            canvas.DrawRect(SKRect.Create(0, (float)(bitmap.Height * from), bitmap.Width, (float)(bitmap.Height * (to - from))), paint);
        }

        return Encode(bitmap, SKEncodedImageFormat.Jpeg, 85);
    }

    /// <summary>The upper part of the image alone.</summary>
    public static byte[] Strip(byte[] page, double share)
    {
        using var bitmap = SKBitmap.Decode(page);
        using var strip = new SKBitmap();
        bitmap.ExtractSubset(strip, SKRectI.Create(0, 0, bitmap.Width, (int)(bitmap.Height * share)));
        return Encode(strip, SKEncodedImageFormat.Jpeg, 85);
    }

    private static void Repaint(SKBitmap bitmap, Func<byte, byte> shade)
    {
        var pixels = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(bitmap.GetPixelSpan());
        foreach (ref uint pixel in pixels)
        {
            byte value = shade((byte)(((pixel & 0xFF) + ((pixel >> 8) & 0xFF) + ((pixel >> 16) & 0xFF)) / 3));
            pixel = 0xFF000000 | (uint)(value * 0x010101);
        }
    }

    private static byte[] Encode(SKBitmap bitmap, SKEncodedImageFormat format, int quality)
    {
        using var image = SKImage.FromBitmap(bitmap);
        using var data = image.Encode(format, quality);
        return data.ToArray();
    }
}
