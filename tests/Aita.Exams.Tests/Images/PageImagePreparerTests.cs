using System.Security.Cryptography;
using Aita.Exams.Domain;
using Aita.Exams.Images;
using Aita.Exams.Workspace;
using BitMiracle.LibTiff.Classic;
using SkiaSharp;

namespace Aita.Exams.Tests.Images;

public sealed class PageImagePreparerTests
{
    private static PreparedPage Single(ReadOnlyMemory<byte> bytes, ImageOptions? options = null, string? name = null) =>
        Assert.Single(PageImagePreparer.Prepare(bytes, options, name));

    public static TheoryData<string, byte[]> PassThroughKinds => new()
    {
        { "image/png", TestImage.Encode(SKEncodedImageFormat.Png, 300, 200) },
        { "image/jpeg", TestImage.Encode(SKEncodedImageFormat.Jpeg, 300, 200) },
        { "image/jpeg", TestImage.Jpeg(300, 200, 1) },
        { "image/webp", TestImage.Encode(SKEncodedImageFormat.Webp, 300, 200) },
        { "image/gif", TestImage.Gif() },
    };

    [Theory]
    [MemberData(nameof(PassThroughKinds))]
    public void Prepare_UprightAndSmall_PassesByteForByte(string mediaType, byte[] bytes)
    {
        var page = Single(bytes);

        Assert.True(page.IsUsable, page.Error);
        Assert.True(page.Bytes.Span.SequenceEqual(bytes));
        Assert.Equal(mediaType, page.MediaType);
        Assert.Empty(page.Notes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), page.OriginalSha256);
    }

    [Theory]
    [InlineData(2, "GRWB")]
    [InlineData(3, "WBGR")]
    [InlineData(4, "BWRG")]
    [InlineData(5, "RBGW")]
    [InlineData(6, "BRWG")]
    [InlineData(7, "WGBR")]
    [InlineData(8, "GWRB")]
    public void Prepare_JpegWithOrientation_IsTurnedUpright(byte orientation, string corners)
    {
        var page = Single(TestImage.Jpeg(320, 160, orientation));

        Assert.Equal(corners, TestImage.Corners(page.Bytes));
        Assert.Equal(orientation >= 5 ? (160, 320) : (320, 160), (page.Width, page.Height));
        Assert.Equal("image/jpeg", page.MediaType);
        Assert.Equal([$"Turned upright (EXIF orientation {orientation})."], page.Notes);
    }

    [Theory]
    [InlineData(1, "RGBW")]
    [InlineData(2, "GRWB")]
    [InlineData(3, "WBGR")]
    [InlineData(4, "BWRG")]
    [InlineData(5, "RBGW")]
    [InlineData(6, "BRWG")]
    [InlineData(7, "WGBR")]
    [InlineData(8, "GWRB")]
    public void Prepare_TiffWithOrientation_IsTurnedUpright(int orientation, string corners)
    {
        var page = Single(TestImage.Tiff(320, 160, Compression.LZW, orientation));

        Assert.Equal(corners, TestImage.Corners(page.Bytes));
        Assert.Equal(orientation >= 5 ? (160, 320) : (320, 160), (page.Width, page.Height));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Prepare_TooLargeForTheModel_IsShrunk(SKEncodedImageFormat format)
    {
        var page = Single(TestImage.Encode(format, 2601, 1303), new ImageOptions { MaxSide = 600 });

        Assert.Equal((600, 301), (page.Width, page.Height));
        Assert.Equal("image/jpeg", page.MediaType);
        Assert.Equal("RGBW", TestImage.Corners(page.Bytes));
        Assert.Equal(["Shrunk from 2601 x 1303 to 600 x 301 pixels."], page.Notes);
        using var decoded = SKBitmap.Decode(page.Bytes.Span);
        Assert.Equal((600, 301), (decoded.Width, decoded.Height));
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(1, 300)]
    [InlineData(6, 1000)]
    [InlineData(6, 300)]
    public void Prepare_AGreyPage_StaysGreyAndIsPaintedOverWhereTold(byte orientation, int maxSide)
    {
        using var dark = new SKBitmap(new SKImageInfo(300, 400, SKColorType.Gray8, SKAlphaType.Opaque));
        dark.Erase(new SKColor(40, 40, 40));
        using var data = dark.Encode(SKEncodedImageFormat.Jpeg, 95);

        var page = Single(TestImage.Oriented(data.ToArray(), orientation), new ImageOptions { MaxSide = maxSide, Masks = [new PageRegion { Top = 0, Left = 0, Bottom = 250, Right = 1000 }] });

        using var seen = SKBitmap.Decode(page.Bytes.Span);
        using var codec = SKCodec.Create(new MemoryStream(page.Bytes.ToArray()));
        Assert.Equal(SKColorType.Gray8, codec.Info.ColorType);
        for (var x = 0; x < seen.Width; x++)
        {
            Assert.True(seen.GetPixel(x, (seen.Height / 4) - 9).Red > 245);
            Assert.True(seen.GetPixel(x, (seen.Height / 4) + 9).Red < 60);
        }
    }

    [Fact]
    public void Prepare_TurnedAndTooLarge_IsBoth()
    {
        var page = Single(TestImage.Jpeg(1200, 600, 6), new ImageOptions { MaxSide = 400 });

        Assert.Equal((200, 400), (page.Width, page.Height));
        Assert.Equal("BRWG", TestImage.Corners(page.Bytes));
        Assert.Equal(2, page.Notes.Count);
    }

    [Fact]
    public void Prepare_Bmp_BecomesJpeg()
    {
        var page = Single(TestImage.Bmp(120, 80));

        Assert.Equal(("image/jpeg", 120, 80), (page.MediaType, page.Width, page.Height));
        Assert.Equal("RGBW", TestImage.Corners(page.Bytes));
    }

    [Fact]
    public void Prepare_TransparentPng_IsShrunkOntoWhite()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(900, 900, SKColorType.Rgba8888, SKAlphaType.Premul));
        bitmap.Erase(SKColors.Transparent);
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);

        Assert.Equal("WWWW", TestImage.Corners(Single(png.ToArray(), new ImageOptions { MaxSide = 300 }).Bytes));
    }

    [Theory]
    [InlineData(Compression.NONE)]
    [InlineData(Compression.DEFLATE)]
    [InlineData(Compression.PACKBITS)]
    public void Prepare_TiffOfSeveralPages_GivesEveryPageInOrder(Compression compression)
    {
        var pages = PageImagePreparer.Prepare(TestImage.Tiff(64, 32, compression, 1, 3, 6));

        Assert.Equal(["RGBW", "WBGR", "BRWG"], pages.Select(p => TestImage.Corners(p.Bytes)));
        Assert.Equal([1, 2, 3], pages.Select(p => p.PageInFile));
        Assert.Single(pages.Select(p => p.OriginalSha256).Distinct());
        Assert.All(pages, p => Assert.Equal("Converted from TIFF.", p.Notes[0]));
    }

    [Fact]
    public void Prepare_TiffWhoseLastPageIsLost_SaysSoAfterTheOthers()
    {
        var bytes = TestImage.Tiff(64, 32, Compression.NONE, 1, 1, 1);

        var pages = PageImagePreparer.Prepare(bytes.AsMemory(0, bytes.Length * 9 / 10));

        Assert.Equal([true, true, false], pages.Select(p => p.IsUsable));
        Assert.Equal("The TIFF page is damaged, cut short or of an unknown kind; scan it again or save it as PNG.", pages[2].Error);
        Assert.Equal(3, pages[2].PageInFile);
    }

    [Fact]
    public void Prepare_TiffOfTooManyPages_SaysSoAfterTheOthers()
    {
        var pages = PageImagePreparer.Prepare(TestImage.Tiff(16, 16, Compression.NONE, 1, 1, 1), new ImageOptions { MaxPages = 2 });

        Assert.Equal([true, true, false], pages.Select(p => p.IsUsable));
        Assert.Equal("The TIFF file has more than 2 pages; split it into one file for each student.", pages[2].Error);
    }

    [Fact]
    public void Prepare_WrongExtension_IsReadAndNoted()
    {
        var page = Single(TestImage.Encode(SKEncodedImageFormat.Jpeg, 30, 20), name: "page_001.PNG");

        Assert.True(page.IsUsable);
        Assert.Equal(["The file's name says Png, but it is Jpeg."], page.Warnings);
    }

    [Fact]
    public async Task PrepareFile_FromDisk_NamesTheFileInErrors()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.At("a.jpg"), TestImage.Encode(SKEncodedImageFormat.Jpeg, 30, 20));
        folder.Touch("b.jpg");

        Assert.True(Assert.Single(await PageImagePreparer.PrepareFileAsync(folder.At("a.jpg"))).IsUsable);
        Assert.Equal(
            "b.jpg: The file is not an image of a known kind; use PNG, JPEG, WebP, GIF, BMP or TIFF.",
            Assert.Single(await PageImagePreparer.PrepareFileAsync(folder.At("b.jpg"))).Error);
        Assert.StartsWith(
            "c.jpg: The file could not be read: ",
            Assert.Single(await PageImagePreparer.PrepareFileAsync(folder.At("c.jpg"))).Error,
            StringComparison.Ordinal);
        Assert.Matches(
            "^a.jpg: The file has [0-9]+ bytes; at most 100 are read.$",
            Assert.Single(await PageImagePreparer.PrepareFileAsync(folder.At("a.jpg"), new ImageOptions { MaxFileBytes = 100 })).Error!);
    }

    [Fact]
    public void Prepare_Cancelled_Throws() =>
        Assert.ThrowsAny<OperationCanceledException>(
            () => PageImagePreparer.Prepare(TestImage.Gif(), cancellationToken: new CancellationToken(true)));

    [Fact]
    public void Prepare_BadOptions_NamesEach()
    {
        var exception = Assert.Throws<ExamException>(() => Single(TestImage.Gif(), new ImageOptions { MaxSide = 0, JpegQuality = 101 }));

        Assert.Equal("MaxSide is 0; set it to 256 to 10000. JpegQuality is 101; set it to 1 to 100.", exception.Message);
    }
}
