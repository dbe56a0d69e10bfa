using SkiaSharp;

namespace Aita.Simulator;

/// <summary>An image as shades of gray, one byte a pixel.</summary>
internal sealed class Luminance(byte[] pixels, int width, int height)
{
    /// <summary>Codes are found at this size; larger images are made smaller while they are decoded.</summary>
    private const int EnoughPixels = 1600;

    private const long MostPixels = 100_000_000;
    private const int Darker = 60;
    private const double BlankShare = 0.0003;

    public byte[] Pixels => pixels;

    public int Width => width;

    public int Height => height;

    /// <summary>True when so little is dark that nothing can be written or printed there.</summary>
    public bool IsBlank
    {
        get
        {
            long sum = 0;
            foreach (byte shade in pixels)
            {
                sum += shade;
            }

            int limit = (int)(sum / Math.Max(1, pixels.Length)) - Darker;
            int dark = 0;
            foreach (byte shade in pixels)
            {
                dark += shade < limit ? 1 : 0;
            }

            return dark < BlankShare * pixels.Length;
        }
    }

    /// <summary>The image of a file, or null when it cannot be decoded.</summary>
    public static Luminance? Decode(ReadOnlySpan<byte> file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || (long)codec.Info.Width * codec.Info.Height > MostPixels)
        {
            return null;
        }

        float scale = Math.Min(1f, EnoughPixels / (float)Math.Max(codec.Info.Width, codec.Info.Height));
        var size = codec.GetScaledDimensions(scale);
        using var bitmap = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        return codec.GetPixels(bitmap.Info, bitmap.GetPixels()) is SKCodecResult.Success or SKCodecResult.IncompleteInput
            ? Shrink(bitmap, Math.Max(1, Math.Max(size.Width, size.Height) / EnoughPixels))
            : null;
    }

    /// <summary>The green channel, since it is close to what an eye sees; squares of pixels become one.</summary>
    private static Luminance Shrink(SKBitmap bitmap, int step)
    {
        int width = bitmap.Width / step;
        int height = bitmap.Height / step;
        byte[] shades = new byte[width * height];
        var source = bitmap.GetPixelSpan();
        int row = bitmap.RowBytes;
        for (int y = 0; y < height && step == 1; y++)
        {
            var pixels = source.Slice((y * row) + 1, (width * 4) - 1);
            var target = shades.AsSpan(y * width, width);
            for (int x = 0; x < target.Length; x++)
            {
                target[x] = pixels[x * 4];
            }
        }

        for (int y = 0; y < height && step > 1; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int sum = 0;
                for (int dy = 0; dy < step; dy++)
                {
                    for (int dx = 0; dx < step; dx++)
                    {
                        sum += source[(((y * step) + dy) * row) + (((x * step) + dx) * 4) + 1];
                    }
                }

                shades[(y * width) + x] = (byte)(sum / (step * step));
            }
        }

        return new Luminance(shades, width, height);
    }
}
