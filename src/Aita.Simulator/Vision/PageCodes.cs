using ZXing;
using ZXing.Common;
using ZXing.Multi.QrCode;
using ZXing.QrCode;

namespace Aita.Simulator;

/// <summary>
/// Finds the codes of synthetic pages in the pixels of an image. It looks where an upright page or one on its head has them, then at the
/// sides, then everywhere, so that an ordinary page costs little. Pure.
/// </summary>
internal static class PageCodes
{
    /// <summary>The share of a page's side in which a code stands.</summary>
    private const double Edge = 0.14;

    /// <summary>Degrees by which an upright page may be turned.</summary>
    private const double Crooked = 20;

    private static readonly Dictionary<DecodeHintType, object> Hints = new() { [DecodeHintType.TRY_HARDER] = true };

    public static Sighting Find(ReadOnlySpan<byte> file)
    {
        if (Luminance.Decode(file) is not { } image || image.Width < 21 || image.Height < 21)
        {
            return Sighting.Nothing;
        }

        int rows = (int)(image.Height * Edge);
        int columns = (int)(image.Width * Edge);
        bool isStrip = image.Height < image.Width / 2 || image.Width < image.Height / 2;
        List<Result> found = isStrip ? [] : In(image, (0, 0, image.Width, rows), (0, image.Height - rows, image.Width, rows));
        if (found.Count == 0 && !isStrip)
        {
            found = In(image, (0, 0, columns, image.Height), (image.Width - columns, 0, columns, image.Height));
        }

        found = found.Count == 0 ? Anywhere(image) : found;
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

    private static List<Result> Anywhere(Luminance image) =>
    [
        .. (new QRCodeMultiReader().decodeMultiple(Bitmap(image, 0, 0, image.Width, image.Height), Hints) ?? [])
            .Where(result => PageCode.Parse(result.Text) is not null),
    ];

    private static BinaryBitmap Bitmap(Luminance image, int left, int top, int width, int height) => new(
        new HybridBinarizer(new PlanarYUVLuminanceSource(image.Pixels, image.Width, image.Height, left, top, width, height, false)));

    /// <summary>The first three points of a code are its corners at the lower left, the upper left and the upper right.</summary>
    private static bool IsUpright(Result result)
    {
        var (left, right) = (result.ResultPoints[1], result.ResultPoints[2]);
        return Math.Abs(Math.Atan2(right.Y - left.Y, right.X - left.X)) < Crooked * Math.PI / 180;
    }
}
