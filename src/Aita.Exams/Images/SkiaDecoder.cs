using SkiaSharp;

namespace Aita.Exams.Images;

/// <summary>Decodes with as little work and memory as the format allows: JPEG and WebP at a fraction of their size.</summary>
internal static class SkiaDecoder
{
    /// <summary>The pixels, at least <paramref name="enough"/> along the longest side if the image has them; <see langword="null"/> if it is damaged or cut short.</summary>
    public static SKBitmap? Decode(SKCodec codec, int enough) => DecodeAtOnce(codec, SmallestSize(codec, size => Longest(size) >= enough));

    /// <summary>
    /// The pixels at most <paramref name="most"/> along the longest side, if the format is decoded at such a size without more ado and it is not
    /// much smaller; otherwise as <see cref="Decode"/>, to be shrunk.
    /// </summary>
    public static SKBitmap? DecodeWithin(SKCodec codec, int most)
    {
        var size = Sizes(codec).FirstOrDefault(size => Longest(size) <= most);
        return Longest(size) >= most * 5 / 8 ? DecodeAtOnce(codec, size) : Decode(codec, most);
    }

    /// <summary>The top of the image. Where the format allows, only its rows are decoded: damage further down is not seen.</summary>
    /// <param name="codec">The image.</param>
    /// <param name="share">How much of its height.</param>
    /// <param name="enough">The width that is enough, in pixels.</param>
    /// <returns>The pixels; <see langword="null"/> if they are damaged.</returns>
    public static SKBitmap? DecodeTop(SKCodec codec, double share, int enough)
    {
        var size = SmallestSize(codec, size => size.Width >= enough);
        var rows = Math.Clamp((int)Math.Round(size.Height * share), 1, size.Height);
        var top = PixelPool.Rent(Info(codec, new SKSizeI(size.Width, rows)));
        if (top is not null && codec.StartScanlineDecode(Info(codec, size)) == SKCodecResult.Success && codec.ScanlineOrder == SKCodecScanlineOrder.TopDown
            && codec.GetScanlines(top.GetPixels(), rows, top.RowBytes) == rows)
        {
            return top;
        }

        // Rows that cannot be had one by one are cut out of the whole.
        top?.Dispose();
        using var whole = DecodeAtOnce(codec, size);
        var cut = new SKBitmap();
        if (whole is not null && whole.ExtractSubset(cut, new SKRectI(0, 0, size.Width, rows)))
        {
            return cut;
        }

        cut.Dispose();
        return null;
    }

    private static SKSizeI SmallestSize(SKCodec codec, Func<SKSizeI, bool> isEnough) =>
        Sizes(codec).TakeWhile(isEnough).LastOrDefault(codec.Info.Size);

    /// <summary>The sizes that the format is decoded at, from the largest: a JPEG in eighths, most others only whole.</summary>
    private static IEnumerable<SKSizeI> Sizes(SKCodec codec) => Enumerable.Range(0, 8)
        .Select(step => codec.GetScaledDimensions((8 - step) / 8f)).Where(size => size is { Width: > 0, Height: > 0 });

    private static int Longest(SKSizeI size) => Math.Max(size.Width, size.Height);

    private static SKBitmap? DecodeAtOnce(SKCodec codec, SKSizeI size)
    {
        var bitmap = PixelPool.Rent(Info(codec, size));
        if (bitmap is not null && codec.GetPixels(bitmap.Info, bitmap.GetPixels()) == SKCodecResult.Success)
        {
            return bitmap;
        }

        bitmap?.Dispose();
        return null;
    }

    /// <summary>Grey pages stay grey, which is a third of the work.</summary>
    private static SKImageInfo Info(SKCodec codec, SKSizeI size) => codec.Info.ColorType == SKColorType.Gray8
        ? new(size.Width, size.Height, SKColorType.Gray8, SKAlphaType.Opaque)
        : new(size.Width, size.Height, SKColorType.Rgba8888, codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul);
}
