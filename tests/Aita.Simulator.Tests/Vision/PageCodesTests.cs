using SkiaSharp;

namespace Aita.Simulator.Tests.Vision;

/// <summary>The codes of real sample pages survive what scanners, PDFs and the preparation of images do to them.</summary>
public sealed class PageCodesTests
{
    public static TheoryData<string> Treatments => [.. Ways.Keys];

    private static readonly Dictionary<string, Func<byte[], byte[]>> Ways = new(StringComparer.Ordinal)
    {
        ["as drawn"] = static page => page,
        ["JPEG of quality 60"] = static page => PageImages.Redraw(page, quality: 60),
        ["larger, 2000 pixels wide"] = static page => PageImages.Redraw(page, width: 2000),
        ["smaller, 800 pixels wide"] = static page => PageImages.Redraw(page, width: 800, quality: 60),
        ["turned by 2 degrees"] = static page => PageImages.Redraw(page, degrees: 2, quality: 60),
        ["turned by -2 degrees and small"] = static page => PageImages.Redraw(page, width: 800, degrees: -2, quality: 60),
        ["gray"] = static page => PageImages.Redraw(page, gray: true, quality: 60),
        ["black and white"] = static page => PageImages.Redraw(page, width: 1650, bilevel: true, format: SKEncodedImageFormat.Png),
        ["PNG of 200 dpi"] = static page => PageImages.Redraw(page, width: 1654, format: SKEncodedImageFormat.Png),
        ["JPEG of 400 dpi"] = static page => PageImages.Redraw(page, width: 3308),
    };

    [Theory]
    [MemberData(nameof(Treatments))]
    public void Find_AnyPageOfTheSample_SeesBothCodesUpright(string treatment)
    {
        foreach (var (name, id, page) in new[] { ("Nova Quill", "S0001", 1), ("Tansy Orbit", "S0004", 2), ("Bramble Kite", "S0005", 3) })
        {
            var seen = PageCodes.Find(Ways[treatment](PageImages.Page(name, page)));

            Assert.Equal(
                new Sighting(new PageCode(true, "MIDTERM", id, page), new PageCode(false, "MIDTERM", id, page), Upright: true, Blank: false), seen);
        }
    }

    [Theory]
    [InlineData(90, 1000)]
    [InlineData(180, 1000)]
    [InlineData(270, 1000)]
    [InlineData(181, 1654)]
    [InlineData(91, 800)]
    public void Find_PageNotUpright_SeesThatAndWhichPageItIs(float degrees, int width)
    {
        var seen = PageCodes.Find(PageImages.Redraw(PageImages.Page("Tansy Orbit", 2), width, degrees));

        Assert.False(seen.Upright);
        Assert.Equal(new PageCode(false, "MIDTERM", "S0004", 2), seen.Foot);
    }

    [Fact]
    public void Find_NameStripMaskedOrCutOut_SeesOnlyTheOtherCode()
    {
        byte[] page = PageImages.Page("Nova Quill", 3);

        var masked = PageCodes.Find(PageImages.Mask(page, 0, 0.11));
        var strip = PageCodes.Find(PageImages.Strip(page, 0.11));

        Assert.Equal((null, new PageCode(false, "MIDTERM", "S0001", 3)), (masked.Head, masked.Foot));
        Assert.Equal((new PageCode(true, "MIDTERM", "S0001", 3), null), (strip.Head, strip.Foot));
    }

    [Fact]
    public void Find_ExamAsHandedOut_HasNoStudent() =>
        Assert.Equal(new PageCode(false, "MIDTERM", "", 2), PageCodes.Find(PageImages.Blank(2)).Foot);

    [Fact]
    public void Find_EmptySheet_IsBlankAndAPageWithoutCodesIsNot()
    {
        byte[] page = PageImages.Page("Juniper Voss", 1);

        Assert.True(PageCodes.Find(PageImages.Mask(page, 0, 1)).Blank);
        Assert.Equal(Sighting.Nothing, PageCodes.Find(PageImages.Mask(PageImages.Mask(page, 0, 0.1), 0.9, 1)));
    }

    [Fact]
    public void Find_NoImage_SeesNothing() => Assert.Equal(Sighting.Nothing, PageCodes.Find([1, 2, 3, 4]));

    [Theory]
    [InlineData("H:MIDTERM:S0001:2", true)]
    [InlineData("F:MIDTERM::2", true)]
    [InlineData("F::S0001:2", false)]
    [InlineData("X:MIDTERM:S0001:2", false)]
    [InlineData("H:MIDTERM:S0001:two", false)]
    [InlineData("https://example.org", false)]
    [InlineData(null, false)]
    public void Parse_OtherTexts_AreNoCodes(string? text, bool isCode) => Assert.Equal(isCode, PageCode.Parse(text) is not null);
}
