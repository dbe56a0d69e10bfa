using SkiaSharp;

namespace Aita.Samples;

/// <summary>Makes a drawn page look scanned: laid in crooked, unevenly lit, with noise, dust and a shadow where the paper was stapled.</summary>
internal static class Scanner
{
    private const int Quality = 72;

    /// <summary>A scan as a JPEG file.</summary>
    public static byte[] Scan(Action<SKCanvas> draw, Random random)
    {
        using var bitmap = ScanToBitmap(draw, random);
        return ToJpeg(bitmap);
    }

    /// <summary>A scan as pixels.</summary>
    /// <param name="draw">Draws on a page of 1000 x 1414.</param>
    /// <param name="random">Decides how it lies and what dust is on it.</param>
    /// <param name="scale">1 is about 120 dpi.</param>
    /// <param name="pale">Whether the lamp is weak.</param>
    public static SKBitmap ScanToBitmap(Action<SKCanvas> draw, Random random, float scale = 1, bool pale = false)
    {
        var info = new SKImageInfo(
            (int)(PagePainter.Width * scale), (int)(PagePainter.Height * scale), SKColorType.Rgba8888, SKAlphaType.Opaque);
        var bitmap = new SKBitmap(info);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(new SKColor(0xFFC9C7C3));
            canvas.Scale(scale);
            canvas.Translate(Spread(random, 5), Spread(random, 5));
            canvas.RotateDegrees(Spread(random, 1.3f), PagePainter.Width / 2f, PagePainter.Height / 2f);
            Paper(canvas);
            draw(canvas);
            Staple(canvas);
        }

        Develop(bitmap, random, pale);
        return bitmap;
    }

    public static byte[] ToJpeg(SKBitmap bitmap)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data.ToArray();
    }

    /// <summary>The image turned clockwise by a multiple of 90 degrees.</summary>
    public static SKBitmap Turn(SKBitmap bitmap, int degrees)
    {
        var turned = degrees % 180 == 0 ? new SKBitmap(bitmap.Info) : new SKBitmap(bitmap.Info.WithSize(bitmap.Height, bitmap.Width));
        using var canvas = new SKCanvas(turned);
        canvas.Translate(turned.Width / 2f, turned.Height / 2f);
        canvas.RotateDegrees(degrees);
        canvas.DrawBitmap(bitmap, -bitmap.Width / 2f, -bitmap.Height / 2f);
        return turned;
    }

    private static void Paper(SKCanvas canvas)
    {
        using var paint = new SKPaint { Color = new SKColor(0xFFF7F5F0), IsAntialias = true };
        canvas.DrawRect(4, 4, PagePainter.Width - 8, PagePainter.Height - 8, paint);
    }

    private static void Staple(SKCanvas canvas)
    {
        using var paint = new SKPaint
        {
            Color = new SKColor(0x99606060),
            IsAntialias = true,
            StrokeWidth = 2.4f,
            StrokeCap = SKStrokeCap.Round,
            Style = SKPaintStyle.Stroke,
        };
        canvas.DrawLine(38, 62, 62, 40, paint);
    }

    /// <summary>Light that falls off to one side, grain, and a few specks, all in whole numbers from one seeded source.</summary>
    private static void Develop(SKBitmap bitmap, Random random, bool pale)
    {
        var falloff = 6 + random.Next(8);
        var (white, strength) = pale ? (250, 200) : (0, 256);
        var noise = (uint)random.Next(1, int.MaxValue);
        var pixels = bitmap.GetPixelSpan();
        for (var i = 0; i < bitmap.Width * bitmap.Height; i++)
        {
            // Xorshift: a good deal faster than a random number object, and the same on every machine.
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            var shade = ((falloff * (i % bitmap.Width)) + (int)((noise >> 8) % (uint)bitmap.Width)) / bitmap.Width;
            var grain = (int)(noise & 7) + (int)((noise >> 3) & 3) - 5 - shade;
            for (var channel = i * 4; channel < (i * 4) + 3; channel++)
            {
                var value = white + (((pixels[channel] - white) * strength) >> 8) + grain;
                pixels[channel] = (byte)(value < 0 ? 0 : value > 255 ? 255 : value);
            }
        }

        for (var speck = 0; speck < 12; speck++)
        {
            pixels.Slice(random.Next(bitmap.Width * bitmap.Height) * 4, 3).Fill(140);
        }
    }

    private static float Spread(Random random, float range) => (float)((random.NextDouble() * 2) - 1) * range;
}
