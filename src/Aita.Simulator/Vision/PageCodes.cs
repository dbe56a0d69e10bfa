using ZXing;
using ZXing.Common;
using ZXing.QrCode;

namespace Aita.Simulator;

/// <summary>
/// Finds the codes of synthetic pages in the pixels of an image. It looks where an upright page or one on its head has them, then at the
/// sides, then farther in, so that an ordinary page costs little. Pure.
/// </summary>
internal static class PageCodes
{
    /// <summary>How much of a page's height or width is searched at each side: where its codes are, then half of it.</summary>
    private static readonly double[] Shares = [0.14, 0.5];

    /// <summary>A strip that was cut out of a page has one code at most.</summary>
    private static readonly double[] Whole = [1];

    /// <summary>Degrees by which an upright page may be turned.</summary>
    private const double Crooked = 20;

    private static readonly Dictionary<DecodeHintType, object> Hints = new() { [DecodeHintType.TRY_HARDER] = true };

    public static Sighting Find(ReadOnlySpan<byte> file)
    {
        if (Luminance.Decode(file) is not { } image || image.Width < 21 || image.Height < 21)
        {
            return Sighting.Nothing;
        }

        var found = new List<Result>();
        foreach (double share in image.Height < image.Width / 2 || image.Width < image.Height / 2 ? Whole : Shares)
        {
            int rows = (int)(image.Height * share);
            int columns = (int)(image.Width * share);
            found = In(image, (0, 0, image.Width, rows), (0, image.Height - rows, image.Width, rows));
            found = found.Count > 0 ? found : In(image, (0, 0, columns, image.Height), (image.Width - columns, 0, columns, image.Height));
            if (found.Count > 0)
            {
                break;
            }
        }

        var codes = found.Select(result => PageCode.Parse(result.Text)).ToList();
        return new Sighting(
            codes.Find(code => code is { IsHead: true }),
            codes.Find(code => code is { IsHead: false }),
            found.TrueForAll(IsUpright),
            found.Count == 0 && image.IsBlank);
    }

    private static List<Result> In(Luminance image, params ReadOnlySpan<(int Left, int Top, int Width, int Height)> areas)
    {
        var found = new List<Result>();
        foreach (var (left, top, width, height) in areas)
        {
            if (new QRCodeReader().decode(Bitmap(image, left, top, width, height), Hints) is { } result && PageCode.Parse(result.Text) is not null)
            {
                found.Add(result);
            }
        }

        return found;
    }

    private static BinaryBitmap Bitmap(Luminance image, int left, int top, int width, int height) => new(
        new HybridBinarizer(new PlanarYUVLuminanceSource(image.Pixels, image.Width, image.Height, left, top, width, height, false)));

    /// <summary>The first three points of a code are its corners at the lower left, the upper left and the upper right.</summary>
    private static bool IsUpright(Result result)
    {
        var (left, right) = (result.ResultPoints[1], result.ResultPoints[2]);
        return Math.Abs(Math.Atan2(right.Y - left.Y, right.X - left.X)) < Crooked * Math.PI / 180;
    }
}
