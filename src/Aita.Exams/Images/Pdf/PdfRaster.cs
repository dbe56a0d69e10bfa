using SkiaSharp;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Graphics.Colors;

namespace Aita.Exams.Images;

/// <summary>
/// Images in PDF files whose samples need no more than to be laid out: black and white of 1 bit, grey and red-green-blue of 8 bits, as scanners and
/// fax machines write them. Pure.
/// </summary>
internal static class PdfRaster
{
    /// <summary>Whether the image is of such a kind. What its decoding array or its profile says besides makes it another kind.</summary>
    public static bool IsPlain(IPdfImage image) =>
        (Channels(image.ColorSpaceDetails), image.BitsPerComponent) is (1, 1) or (1, 8) or (3, 8)
        && (image.BitsPerComponent == 1 || image.ColorSpaceDetails is not IndexedColorSpaceDetails)
        && image.Decode.Index().All(bound => bound.Item == bound.Index % 2);

    /// <summary>The plain image as JPEG; <see langword="null"/> if it has not as many samples as it says, or is too large.</summary>
    /// <param name="image">The image.</param>
    /// <param name="quality">JPEG quality, 1 to 100.</param>
    public static byte[]? ToJpeg(IPdfImage image, int quality)
    {
        const int EndOfLine = 2;
        var (width, height, bits, channels) = (image.WidthInSamples, image.HeightInSamples, image.BitsPerComponent, Channels(image.ColorSpaceDetails));
        var stride = (((long)width * channels * bits) + 7) / 8;
        if (!image.TryGetBytesAsMemory(out var samples) || samples.Length - (stride * height) is < 0 or > EndOfLine)
        {
            return null;
        }

        var shades = Shades(image.ColorSpaceDetails);
        using var pixels = PixelPool.Rent(new SKImageInfo(width, height, channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; pixels is not null && y < height; y++)
        {
            var row = samples.Span.Slice((int)(y * stride), (int)stride);
            var output = pixels.GetPixelSpan().Slice(y * pixels.RowBytes, width * pixels.BytesPerPixel);
            if (bits == 1)
            {
                Unpack(row, shades, output);
            }
            else if (channels == 1)
            {
                row.CopyTo(output);
            }
            else
            {
                Widen(row, output);
            }
        }

        using var data = pixels?.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data?.ToArray();
    }

    /// <summary>A profile only says how the colours look in print: it does not matter on a page that is read.</summary>
    private static int Channels(ColorSpaceDetails? colors) => colors switch
    {
        DeviceGrayColorSpaceDetails => 1,
        DeviceRgbColorSpaceDetails => 3,
        ICCBasedColorSpaceDetails profile when profile.NumberOfColorComponents == Channels(profile.AlternateColorSpace) => profile.NumberOfColorComponents,
        IndexedColorSpaceDetails { HiVal: 1, ColorTable.Length: >= 2 } table when Channels(table.BaseColorSpace) == 1 => 1,
        _ => 0,
    };

    /// <summary>What the bits 0 and 1 look like; the parser gives black and white as a table of two.</summary>
    private static (byte Zero, byte One) Shades(ColorSpaceDetails? colors) =>
        colors is IndexedColorSpaceDetails { ColorTable: var table } ? (table[0], table[1]) : ((byte)0, (byte)255);

    private static void Unpack(ReadOnlySpan<byte> bits, (byte Zero, byte One) shades, Span<byte> gray)
    {
        for (var x = 0; x < gray.Length; x++)
        {
            gray[x] = (bits[x >> 3] & (0x80 >> (x & 7))) != 0 ? shades.One : shades.Zero;
        }
    }

    private static void Widen(ReadOnlySpan<byte> rgb, Span<byte> rgba)
    {
        for (var (from, to) = (0, 0); to < rgba.Length; (from, to) = (from + 3, to + 4))
        {
            rgb.Slice(from, 3).CopyTo(rgba[to..]);
            rgba[to + 3] = 255;
        }
    }
}
