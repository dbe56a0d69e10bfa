using SkiaSharp;
using ZXing;
using ZXing.QrCode;
using ZXing.QrCode.Internal;

namespace Aita.Samples;

/// <summary>
/// Prints the codes by which the simulator knows a page: one in the head, which goes when the name strip is masked, and one at the foot.
/// Each says <c>H</c> or <c>F</c>, the exam, the student and the page; the student is empty on the exam as handed out.
/// </summary>
internal static class PageCode
{
    public const float Size = 84;

    /// <summary>Pixels a module, so that programs that smooth images do not blur it.</summary>
    private const int Fine = 8;

    /// <summary>Upper left corners.</summary>
    public static SKPoint Head { get; } = new(535, 22);

    public static SKPoint Foot { get; } = new(850, 1414 - Size - 48);

    public static void Print(SKCanvas canvas, Exam exam, string student, int page)
    {
        Print(canvas, $"H:{exam.Code}:{student}:{page}", Head);
        Print(canvas, $"F:{exam.Code}:{student}:{page}", Foot);
    }

    private static void Print(SKCanvas canvas, string text, SKPoint at)
    {
        var modules = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, new Dictionary<EncodeHintType, object>
        {
            [EncodeHintType.ERROR_CORRECTION] = ErrorCorrectionLevel.M,
            [EncodeHintType.MARGIN] = 0,
        });
        using var bitmap = new SKBitmap(new SKImageInfo(modules.Width * Fine, modules.Height * Fine, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < bitmap.Height; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                bitmap.SetPixel(x, y, modules[x / Fine, y / Fine] ? new SKColor(0xFF101010) : new SKColor(0xFFF7F5F0));
            }
        }

        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(image, SKRect.Create(at.X, at.Y, Size, Size), new SKSamplingOptions(SKFilterMode.Nearest));
        Label(canvas, at);
    }

    /// <summary>So that nobody takes the page for a real one, read upwards at the left of the code.</summary>
    private static void Label(SKCanvas canvas, SKPoint at)
    {
        using var font = new SKFont(Fonts.Print, 13) { Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None, Subpixel = true };
        using var paint = new SKPaint { Color = new SKColor(0xFF777777), IsAntialias = true };
        canvas.Save();
        canvas.Translate(at.X - 14, at.Y + Size - 14);
        canvas.RotateDegrees(-90);
        canvas.DrawText("synthetic", 0, 0, font, paint);
        canvas.Restore();
    }
}
