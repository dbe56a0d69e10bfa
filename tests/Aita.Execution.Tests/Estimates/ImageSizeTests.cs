using System.Buffers.Binary;
using System.Text;

namespace Aita.Execution.Tests.Estimates;

public sealed class ImageSizeTests
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R', 0, 0, 4, 0xD8, 0, 0, 6, 0xDA, 8, 2, 0, 0, 0];
    private static readonly byte[] Gif = [.. "GIF89a"u8, 0xD8, 4, 0xDA, 6, 0, 0, 0];
    private static readonly byte[] WebPExtended = [.. WebP("VP8X"u8), 10, 0, 0, 0, 0, 0, 0, 0, 0xD7, 4, 0, 0xD9, 6, 0];
    private static readonly byte[] WebPLossless = [.. WebP("VP8L"u8), 10, 0, 0, 0, 0x2F, .. LittleEndian(0x4D7 | (0x6D9u << 14)), 0, 0, 0, 0, 0];
    private static readonly byte[] WebPLossy = [.. WebP("VP8 "u8), 10, 0, 0, 0, 0x30, 1, 0, 0x9D, 1, 0x2A, 0xD8, 4, 0xDA, 6];

    /// <summary>A preview, a fill byte and a Huffman table before a progressive frame.</summary>
    private static readonly byte[] Jpeg =
    [
        0xFF, 0xD8, 0xFF, 0xE1, 0x75, 0x32, .. new byte[0x7530], 0xFF, 0xFF, 0xC4, 0, 4, 1, 2, 0xFF, 0xC2, 0, 17, 8, 6, 0xDA, 4, 0xD8, 3, 1, 0x22, 0,
    ];

    public static TheoryData<byte[]> Images => [Png, Gif, WebPExtended, WebPLossless, WebPLossy, Jpeg];

    [Theory]
    [MemberData(nameof(Images))]
    public void Read_Image_ReadsItsSize(byte[] image) => Assert.Equal(new ImageSize(1240, 1754), ImageSize.Read(image));

    [Theory]
    [MemberData(nameof(Images))]
    public void ReadDataUrl_Image_ReadsItsSize(byte[] image) =>
        Assert.Equal(new ImageSize(1240, 1754), ImageSize.ReadDataUrl(Encoding.ASCII.GetBytes($"data:image/any;base64,{Convert.ToBase64String(image)}")));

    [Theory]
    [MemberData(nameof(Images))]
    public void Read_CutAnywhere_ReadsNothingOrTheSize(byte[] image)
    {
        for (var length = 0; length < image.Length; length++)
        {
            Assert.Contains(ImageSize.Read(image.AsSpan(0, length)), new ImageSize?[] { null, new(1240, 1754) });
        }
    }

    [Fact]
    public void Read_AnyBytesAfterASignature_DoesNotThrow()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var image = Images.ElementAt(i % Images.Count).Data.ToArray();
            for (var change = 0; change < 4; change++)
            {
                image[random.Next(12, Math.Min(image.Length, 80))] = (byte)random.Next(256);
            }

            Assert.False(ImageSize.Read(image) is { Width: <= 0 } or { Height: <= 0 });
        }
    }

    [Theory]
    [InlineData("https://example.org/page.png")]
    [InlineData("data:image/png;base64")]
    [InlineData("data:image/png,plain")]
    [InlineData("data:image/png;base64,")]
    [InlineData("data:image/png;base64,*no base64*")]
    public void ReadDataUrl_NoImage_ReadsNothing(string address) => Assert.Null(ImageSize.ReadDataUrl(Encoding.ASCII.GetBytes(address)));

    private static byte[] WebP(ReadOnlySpan<byte> chunk) => [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8, .. chunk];

    private static byte[] LittleEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
