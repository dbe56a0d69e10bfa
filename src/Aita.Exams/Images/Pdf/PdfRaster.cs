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
    /// <summary>What is lost at this quality no eye sees, and pages are stored at less.</summary>
    private const int Quality = 95;

    /// <summary>The image as JPEG; <see langword="null"/> if it is of another kind, incomplete or too large.</summary>
    public static byte[]? ToJpeg(IPdfImage image)
    {
        var (width, height, bits) = (image.WidthInSamples, image.HeightInSamples, image.BitsPerComponent);
        var channels = Channels(image.ColorSpaceDetails);
        var stride = (((long)width * channels * bits) + 7) / 8;
        if ((channels, bits) is not ((1, 1) or (1, 8) or (3, 8)) || Shades(image.ColorSpaceDetails, bits) is not { } shades || !image.TryGetBytesAsMemory(out var samples) || samples.Length < stride * height)
        {
            return null;
        }

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

        using var data = pixels?.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data?.ToArray();
    }

    /// <summary>A profile only says how the colours look in print: it does not matter on a page that is read.</summary>
    private static int Channels(ColorSpaceDetails? colors) => colors switch
    {
        DeviceGrayColorSpaceDetails => 1,
        DeviceRgbColorSpaceDetails => 3,
        ICCBasedColorSpaceDetails profile => Channels(profile.AlternateColorSpace),
        IndexedColorSpaceDetails { HiVal: 1 } table => Channels(table.BaseColorSpace) == 1 ? 1 : 0,
        _ => 0,
    };

    /// <summary>What the bits 0 and 1 look like; the parser gives black and white as a table of two.</summary>
    private static (byte Zero, byte One)? Shades(ColorSpaceDetails? colors, int bits) => (colors, bits) switch
    {
        (IndexedColorSpaceDetails { ColorTable: var table }, 1) => table.Length >= 2 ? (table[0], table[1]) : null,
        (IndexedColorSpaceDetails, _) => null,
        _ => (0, 255),
    };

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
