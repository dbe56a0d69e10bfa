using Aita.Exams.Images;
using SkiaSharp;
using UglyToad.PdfPig;

namespace Aita.Exams.Tests.Images;

public sealed class PdfRasterTests
{
    [Fact]
    public void ToJpeg_GreyFaxAndColour_IsWhatTheParserShows()
    {
        using var page = TestPage.Draw(2, key: 77, writing: 3);
        using var colours = TestImage.Quarters(203, 101);

        foreach (var pdf in (TestPdf[])[new TestPdf().Flate(page), new TestPdf().Fax(page), new TestPdf().FlateColour(colours)])
        {
            using var document = PdfDocument.Open(pdf.ToBytes());
            var image = Assert.Single(document.GetPage(1).GetImages());

            var jpeg = PdfRaster.ToJpeg(image, 95);

            Assert.True(PdfRaster.IsPlain(image));
            Assert.NotNull(jpeg);
            Assert.True(image.TryGetPng(out var png));
            using var expected = SKBitmap.Decode(png);
            using var actual = SKBitmap.Decode(jpeg);
            Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
            Assert.InRange(Difference(expected, actual), 0, 4);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-40)]
    [InlineData(3)]
    public void Read_AnImageWithoutTheSamplesItClaims_MustBeDrawn(int rows)
    {
        using var page = TestPage.Draw(2, key: 77, writing: 3);
        using var pages = PdfPages.Open(new TestPdf().FlateOf(page, page.Height + rows, "/ColorSpace /DeviceGray").ToBytes()).Pages!;

        Assert.True(pages.Read(1).MustBeDrawn);
    }

    [Fact]
    public void IsPlain_DecodedOtherwise_IsNot()
    {
        using var page = TestPage.Draw(2, key: 77, writing: 3);
        using var document = PdfDocument.Open(new TestPdf().FlateOf(page, page.Height, "/ColorSpace /DeviceGray /Decode [0 0.5]").ToBytes());

        Assert.False(PdfRaster.IsPlain(Assert.Single(document.GetPage(1).GetImages())));
    }

    /// <summary>The mean difference of a pixel, of 255.</summary>
    private static double Difference(SKBitmap one, SKBitmap other)
    {
        double sum = 0;
        for (var y = 0; y < one.Height; y++)
        {
            for (var x = 0; x < one.Width; x++)
            {
                var (a, b) = (one.GetPixel(x, y), other.GetPixel(x, y));
                sum += Math.Abs(a.Red - b.Red) + Math.Abs(a.Green - b.Green) + Math.Abs(a.Blue - b.Blue);
            }
        }

        return sum / (3.0 * one.Width * one.Height);
    }
}
