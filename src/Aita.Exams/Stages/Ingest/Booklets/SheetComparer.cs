using Aita.Exams.Images;

namespace Aita.Exams.Stages.Ingest;

/// <summary>Tells a rescan of a sheet from another sheet by where the ink is. Reads the images when it is asked.</summary>
/// <param name="imageOf">The bytes of a page's upright image; <see langword="null"/> if it is not there.</param>
internal sealed class SheetComparer(Func<string, byte[]?> imageOf)
{
    /// <summary>Print alone makes two students' sheets alike, up to about 0.86; rescans reach 0.99.</summary>
    private const double SameSheet = 0.95;

    public SheetComparison Compare(PageFacts first, PageFacts second)
    {
        if (string.Equals(first.Sha256, second.Sha256, StringComparison.Ordinal))
        {
            return new SheetComparison(IsSameSheet: true, SecondIsBetter: false);
        }

        if (imageOf(first.Id) is not { } a || imageOf(second.Id) is not { } b || GrayPage.Decode(a) is not { } grayA || GrayPage.Decode(b) is not { } grayB)
        {
            return default;
        }

        var likeness = InkField.Likeness(InkMask.Of(grayA), InkMask.Of(grayB));
        return new SheetComparison(likeness >= SameSheet, Sharpness(grayB) > 1.1 * Sharpness(grayA));
    }

    /// <summary>The mean step from a pixel to the next: blurred and pale scans have small ones.</summary>
    private static double Sharpness(GrayPage page)
    {
        double sum = 0;
        for (var i = 1; i < page.Pixels.Length; i++)
        {
            var step = page.Pixels[i] - page.Pixels[i - 1];
            sum += step > 12 || step < -12 ? step * step : 0;
        }

        return sum / page.Pixels.Length;
    }
}
