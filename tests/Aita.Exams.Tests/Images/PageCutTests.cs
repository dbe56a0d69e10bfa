using Aita.Exams.Html;
using Aita.Exams.Images;
using SkiaSharp;

namespace Aita.Exams.Tests.Images;

/// <summary>The pictures that are cut out of pages and shown in reports.</summary>
public sealed class PageCutTests
{
    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void TopOf_AnyFormat_IsTheTopRowsAtMostThatWide(SKEncodedImageFormat format)
    {
        var page = TestImage.Encode(format, 2600, 1300);

        using var half = SKBitmap.Decode(PageTurn.TopOf(page, 0.5, 700, 90));
        using var whole = SKBitmap.Decode(PageTurn.TopOf(page, 1, 5000, 90));

        Assert.Equal((700, 175), (half.Width, half.Height));
        Assert.True(half.GetPixel(20, 165) is { Red: > 240, Blue: < 15 });
        Assert.Equal((2600, 1300), (whole.Width, whole.Height));
        Assert.True(whole.GetPixel(20, 1250) is { Red: < 15, Blue: > 240 });
    }

    [Fact]
    public void TopOf_Damaged_IsNothing()
    {
        var page = TestImage.Encode(SKEncodedImageFormat.Jpeg, 2600, 1300);

        Assert.Null(PageTurn.TopOf(page.AsSpan(0, 200), 0.5, 700, 90));
        Assert.Null(PageTurn.TopOf("no image"u8, 0.5, 700, 90));
    }

    [Theory]
    [InlineData(3508, 2480, 1000, 1600)]
    [InlineData(2000, 1400, 1000, 1600)]
    [InlineData(1700, 1200, 1000, 1600)]
    public async Task Picture_OfALargePage_IsSmallerButStillLegible(int width, int height, int least, int most)
    {
        var page = await PictureOfAsync(TestImage.Encode(SKEncodedImageFormat.Jpeg, width, height));

        Assert.InRange(page.Width, least, most);
        Assert.Equal((double)width / height, (double)page.Width / page.Height, 0.01);
        Assert.Equal("RGBW", TestImage.Corners(page.Bytes));
    }

    [Fact]
    public async Task Picture_OfASmallPage_IsTheFileItself()
    {
        var bytes = TestImage.Encode(SKEncodedImageFormat.Jpeg, 1414, 1000);

        Assert.Equal(bytes, (await PictureOfAsync(bytes)).Bytes.ToArray());
    }

    [Fact]
    public async Task Picture_OfASmallPageInALargeFile_IsEncodedAnew()
    {
        using var noise = new SKBitmap(new SKImageInfo(700, 500, SKColorType.Rgba8888, SKAlphaType.Opaque));
        new Random(1).NextBytes(noise.GetPixelSpan());
        using var png = noise.Encode(SKEncodedImageFormat.Png, 100);

        var page = await PictureOfAsync(png.ToArray());

        Assert.Equal(("image/jpeg", 700, 500), (page.MediaType, page.Width, page.Height));
        Assert.True(page.Bytes.Length < png.Size / 2);
    }

    private static async Task<PreparedPage> PictureOfAsync(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "page");
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        return await InlineImage.PrepareAsync(path, 1, TestContext.Current.CancellationToken);
    }
}
