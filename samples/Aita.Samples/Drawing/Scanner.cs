using SkiaSharp;

namespace Aita.Samples;

/// <summary>Makes a drawn page look scanned: laid in crooked, unevenly lit, with noise, dust and a shadow where the paper was stapled.</summary>
internal static class Scanner
{
    private const int Quality = 72;

    public static byte[] Scan(Action<SKCanvas> draw, Random random)
    {
        var info = new SKImageInfo(PagePainter.Width, PagePainter.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(info);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(new SKColor(0xFFC9C7C3));
            var center = new SKPoint(info.Width / 2f, info.Height / 2f);
            canvas.Translate(Spread(random, 5), Spread(random, 5));
            canvas.RotateDegrees(Spread(random, 1.3f), center.X, center.Y);
            Paper(canvas);
            draw(canvas);
            Staple(canvas);
        }

        Develop(bitmap, random);
        using var image = SKImage.FromBitmap(bitmap);
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data.ToArray();
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
    private static void Develop(SKBitmap bitmap, Random random)
    {
        var specks = Enumerable.Range(0, 12).Select(_ => random.Next(bitmap.Width * bitmap.Height)).ToHashSet();
        var falloff = 6 + random.Next(8);
        var pixels = bitmap.GetPixelSpan();
        for (var i = 0; i < bitmap.Width * bitmap.Height; i++)
        {
            var shade = ((falloff * (i % bitmap.Width)) + random.Next(bitmap.Width)) / bitmap.Width;
            var grain = random.Next(6) + random.Next(6) - 5 - shade - (specks.Contains(i) ? 90 : 0);
            for (var channel = 0; channel < 3; channel++)
            {
                pixels[(i * 4) + channel] = (byte)Math.Clamp(pixels[(i * 4) + channel] + grain, 0, 255);
            }
        }
    }

    private static float Spread(Random random, float range) => (float)((random.NextDouble() * 2) - 1) * range;
}
