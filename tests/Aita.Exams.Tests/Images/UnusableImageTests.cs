using System.Text;
using Aita.Exams.Images;
using BitMiracle.LibTiff.Classic;
using CsCheck;
using SkiaSharp;

namespace Aita.Exams.Tests.Images;

/// <summary>Whatever the bytes are: a value with a message, never an exception, and never half a page that looks whole.</summary>
public sealed class UnusableImageTests
{
    public static TheoryData<string> Kinds => ["png", "jpeg", "webp", "bmp", "tiff"];

    private static byte[] Image(string kind) => kind switch
    {
        "png" => TestImage.Encode(SKEncodedImageFormat.Png, 400, 300),
        "jpeg" => TestImage.Encode(SKEncodedImageFormat.Jpeg, 400, 300),
        "webp" => TestImage.Encode(SKEncodedImageFormat.Webp, 400, 300),
        "bmp" => TestImage.Bmp(400, 300),
        _ => TestImage.Tiff(400, 300, Compression.NONE, 1),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Prepare_CutShort_IsNeverUsed(string kind)
    {
        var bytes = Image(kind);

        foreach (var share in (double[])[0.02, 0.3, 0.6, 0.9])
        {
            var pages = PageImagePreparer.Prepare(bytes.AsMemory(0, (int)(bytes.Length * share)));

            Assert.All(pages, page => Assert.False(page.IsUsable, $"{kind} cut to {share:P0} was used."));
            Assert.All(pages, page => Assert.True(page.Bytes.IsEmpty));
        }
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    public void Prepare_CutShortAndTooLarge_IsNeverUsed(string kind)
    {
        var bytes = Image(kind);

        Assert.Equal(
            "The image is damaged or cut short; scan or copy the page again.",
            Assert.Single(PageImagePreparer.Prepare(bytes.AsMemory(0, bytes.Length / 2), new ImageOptions { MaxSide = 256 })).Error);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Prepare_AnyBytesChanged_NeverThrows(string kind)
    {
        var original = Image(kind);
        var change = Gen.Select(Gen.Int[0, original.Length - 1], Gen.Byte);
        change.Array[1, 30].Sample(
            changes =>
            {
                var bytes = original.ToArray();
                foreach (var (position, value) in changes)
                {
                    bytes[position % (changes.Length % 2 == 0 ? bytes.Length : 64)] = value;
                }

                Assert.NotEmpty(PageImagePreparer.Prepare(bytes, new ImageOptions { MaxPixels = 1_000_000 }));
            },
            iter: 60);
    }

    [Fact]
    public void Prepare_AnyBytesAtAll_NeverThrows() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Assert.False(Assert.Single(PageImagePreparer.Prepare(bytes)).IsUsable));

    [Fact]
    public void Prepare_HugePng_IsRefusedByItsHeader() => Assert.Equal(
        "The image has 20000 x 20000 pixels; at most 100000000 are decoded. Scan it with fewer dots per inch.",
        Assert.Single(PageImagePreparer.Prepare(TestImage.PngHeader(20000, 20000))).Error);

    [Fact]
    public void Prepare_HugeTiff_IsRefusedByItsHeader() => Assert.Equal(
        "The image has 400 x 300 pixels; at most 100000 are decoded. Scan it with fewer dots per inch.",
        Assert.Single(PageImagePreparer.Prepare(Image("tiff"), new ImageOptions { MaxPixels = 100_000 })).Error);

    [Fact]
    public void Prepare_PngThatClaimsMoreThanAnIntegerHolds_IsRefused() =>
        Assert.False(Assert.Single(PageImagePreparer.Prepare(TestImage.PngHeader(int.MaxValue, int.MaxValue))).IsUsable);

    [Theory]
    [InlineData("", "The file is empty; scan or copy the page again.")]
    [InlineData("hello", "The file is not an image of a known kind; use PNG, JPEG, WebP, GIF, BMP or TIFF.")]
    [InlineData("%PDF-1.7\n...", "The file is a PDF; save each page as a PNG or JPEG image.")]
    [InlineData("\0\0\0 ftypheic\0\0", "The file is a HEIC or AVIF image; save it as JPEG or PNG.")]
    [InlineData("GIF89a", "The image is damaged or cut short; scan or copy the page again.")]
    [InlineData("II*\0", "The TIFF page is damaged, cut short or of an unknown kind; scan it again or save it as PNG.")]
    public void Prepare_NoImage_SaysWhatToDo(string text, string error)
    {
        var page = Assert.Single(PageImagePreparer.Prepare(Encoding.ASCII.GetBytes(text)));

        Assert.Equal(error, page.Error);
        Assert.Equal(64, page.OriginalSha256.Length);
    }
}
