using SkiaSharp;

namespace Aita.Exams.Tests.Images;

/// <summary>
/// Drawn exam pages: print that differs from page to page, writing that differs from student to student, and in the name strip a row of black
/// fields that a scripted model reads as a key.
/// </summary>
internal static class TestPage
{
    public const int Width = 850;
    public const int Height = 1100;

    private const int Bits = 12;
    private const int Field = 30;
    private const int Left = 200;

    /// <summary>A page with writing.</summary>
    /// <param name="page">The page of the exam; decides the print.</param>
    /// <param name="key">What the strip says, 0 for nothing.</param>
    /// <param name="writing">Decides the writing; 0 for none.</param>
    public static SKBitmap Draw(int page, int key = 0, int writing = 0)
    {
        var bitmap = Empty();
        using var canvas = new SKCanvas(bitmap);
        using var black = new SKPaint { Color = SKColors.Black };
        Print(canvas, black, page);
        if (key > 0)
        {
            for (var bit = 0; bit < Bits + 4; bit++)
            {
                var isSet = bit is 0 or 2 || bit == Bits + 3 || (bit > 2 && bit < Bits + 3 && ((key >> (bit - 3)) & 1) == 1);
                if (isSet)
                {
                    canvas.DrawRect(Left + (bit * Field), 40, Field, 50, black);
                }
            }
        }

        if (writing > 0)
        {
            Write(canvas, new Random(writing));
        }

        return bitmap;
    }

    public static SKBitmap Empty()
    {
        var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        return bitmap;
    }

    public static byte[] Jpeg(SKBitmap bitmap, int quality = 90)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }

    public static byte[] Png(SKBitmap bitmap)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The page turned clockwise.</summary>
    public static SKBitmap Turn(SKBitmap bitmap, int quarters)
    {
        var turned = (quarters & 1) == 1 ? new SKBitmap(bitmap.Height, bitmap.Width) : new SKBitmap(bitmap.Width, bitmap.Height);
        using var canvas = new SKCanvas(turned);
        canvas.Clear(SKColors.White);
        canvas.Translate(turned.Width / 2f, turned.Height / 2f);
        canvas.RotateDegrees(90 * quarters);
        canvas.Translate(-bitmap.Width / 2f, -bitmap.Height / 2f);
        canvas.DrawBitmap(bitmap, 0, 0);
        return turned;
    }

    /// <summary>The same sheet scanned once more: a little moved, paler or darker, with noise.</summary>
    public static SKBitmap Rescan(SKBitmap bitmap, int seed, float dx = 5, float dy = 4, int noise = 12)
    {
        var scan = Empty();
        using (var canvas = new SKCanvas(scan))
        {
            canvas.DrawBitmap(bitmap, dx, dy);
        }

        var random = new Random(seed);
        var pixels = scan.GetPixelSpan();
        for (var i = 0; i < pixels.Length; i += 4)
        {
            var step = random.Next(-noise, noise + 1) - noise;
            for (var channel = 0; channel < 3; channel++)
            {
                pixels[i + channel] = (byte)Math.Clamp(pixels[i + channel] + step, 0, 255);
            }
        }

        return scan;
    }

    /// <summary>The key of a name strip; 0 when there is none, or the strip is not upright.</summary>
    public static int KeyOf(ReadOnlySpan<byte> strip)
    {
        using var bitmap = SKBitmap.Decode(strip);
        int Bit(int bit) => bitmap.GetPixel((int)((Left + ((bit + 0.5) * Field)) * bitmap.Width / Width), bitmap.Height / 2).Red < 128 ? 1 : 0;
        if ((Bit(0), Bit(1), Bit(2), Bit(Bits + 3)) is not (1, 0, 1, 1))
        {
            return 0;
        }

        return Enumerable.Range(0, Bits).Sum(bit => Bit(bit + 3) << bit);
    }

    private static void Print(SKCanvas canvas, SKPaint black, int page)
    {
        var random = new Random(1000 + page);
        for (var block = 0; block < 3; block++)
        {
            var y = 150 + (block * 300) + random.Next(60);
            for (var line = 0; line < 2 + random.Next(3); line++)
            {
                for (var x = 60; x < 500 + random.Next(280); x += 10)
                {
                    var word = 15 + random.Next(60);
                    canvas.DrawRect(x, y, word, 9, black);
                    x += word;
                }

                y += 22;
            }
        }

        canvas.DrawRect(40, 1040, 20 * page, 12, black);
    }

    private static void Write(SKCanvas canvas, Random random)
    {
        using var pen = new SKPaint { Color = new SKColor(30, 30, 90), StrokeWidth = 3, Style = SKPaintStyle.Stroke, IsAntialias = true };
        for (var line = 0; line < 9; line++)
        {
            var (x, y) = (70f + random.Next(60), 290f + (line % 3 * 40) + (line / 3 * 290));
            var end = x + 150 + random.Next(450);
            while (x < end)
            {
                using var path = new SKPath();
                path.MoveTo(x, y);
                path.CubicTo(x + random.Next(12), y - random.Next(30), x + random.Next(18), y + random.Next(14), x + 14, y);
                canvas.DrawPath(path, pen);
                x += random.Next(8) == 0 ? 30 : 14;
            }
        }
    }
}
