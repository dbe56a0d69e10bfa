using SkiaSharp;

namespace Aita.Samples;

/// <summary>Shades of gray, one byte a pixel.</summary>
internal sealed record GrayImage(byte[] Shades, int Width, int Height)
{
    /// <summary>A fax makes darker pixels black and the others white.</summary>
    public const byte Black = 160;

    public static GrayImage Of(SKBitmap bitmap)
    {
        var shades = new byte[bitmap.Width * bitmap.Height];
        var pixels = bitmap.GetPixelSpan();
        for (var i = 0; i < shades.Length; i++)
        {
            shades[i] = (byte)(((pixels[i * 4] * 77) + (pixels[(i * 4) + 1] * 150) + (pixels[(i * 4) + 2] * 29)) >> 8);
        }

        return new GrayImage(shades, bitmap.Width, bitmap.Height);
    }

    public byte[] ToJpeg(int quality)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Gray8, SKAlphaType.Opaque));
        Shades.CopyTo(bitmap.GetPixelSpan());
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }
}
