using SkiaSharp;

namespace Aita.Exams.Images;

/// <summary>Turns, cuts and encodes page images.</summary>
internal static class PageTurn
{
    /// <summary>The image as JPEG, turned clockwise; <see langword="null"/> if it is damaged.</summary>
    public static byte[]? ToJpeg(ReadOnlySpan<byte> encoded, int quarters, int maxSide, int quality)
    {
        using var pixels = Decode(encoded, codec => SkiaDecoder.Decode(codec, maxSide));
        return pixels is null ? null : PixelBuffer.ToJpeg(pixels, OriginOf(quarters), PixelBuffer.Fit(pixels.Width, pixels.Height, maxSide), quality).Jpeg;
    }

    /// <summary>The top of an upright page as JPEG.</summary>
    /// <param name="encoded">The page.</param>
    /// <param name="share">How much of its height.</param>
    /// <param name="maxWidth">The width it is shrunk to, in pixels.</param>
    /// <param name="quality">JPEG quality, 1 to 100.</param>
    public static byte[]? TopOf(ReadOnlySpan<byte> encoded, double share, int maxWidth, int quality)
    {
        using var top = Decode(encoded, codec => SkiaDecoder.DecodeTop(codec, share, maxWidth));
        return top is null
            ? null
            : PixelBuffer.ToJpeg(top, SKEncodedOrigin.TopLeft, PixelBuffer.Fit(top.Width, top.Height, Math.Max(maxWidth, 256)), quality).Jpeg;
    }

    private static SKBitmap? Decode(ReadOnlySpan<byte> encoded, Func<SKCodec, SKBitmap?> decode)
    {
        using var data = SKData.CreateCopy(encoded);
        using var codec = SKCodec.Create(data);
        return codec is null ? null : decode(codec);
    }

    private static SKEncodedOrigin OriginOf(int quarters) => (quarters & 3) switch
    {
        1 => SKEncodedOrigin.RightTop,
        2 => SKEncodedOrigin.BottomRight,
        3 => SKEncodedOrigin.LeftBottom,
        _ => SKEncodedOrigin.TopLeft,
    };
}
