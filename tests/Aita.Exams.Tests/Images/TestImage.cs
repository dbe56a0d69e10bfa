using System.Buffers.Binary;
using BitMiracle.LibTiff.Classic;
using SkiaSharp;

namespace Aita.Exams.Tests.Images;

/// <summary>Images with four coloured quarters: red and green above, blue and white below, as stored.</summary>
internal static class TestImage
{
    public static SKBitmap Quarters(int width, int height)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        Fill(canvas, SKColors.Red, 0, 0, width, height);
        Fill(canvas, SKColors.Lime, width / 2, 0, width, height);
        Fill(canvas, SKColors.Blue, 0, height / 2, width, height);
        return bitmap;

        static void Fill(SKCanvas canvas, SKColor color, int x, int y, int width, int height)
        {
            using var paint = new SKPaint { Color = color };
            canvas.DrawRect(x, y, width / 2, height / 2, paint);
        }
    }

    public static byte[] Encode(SKEncodedImageFormat format, int width, int height)
    {
        using var bitmap = Quarters(width, height);
        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>A JPEG whose EXIF block holds only the orientation.</summary>
    public static byte[] Jpeg(int width, int height, byte orientation) => Oriented(Encode(SKEncodedImageFormat.Jpeg, width, height), orientation);

    /// <summary>The same JPEG with an EXIF block that holds only the orientation.</summary>
    public static byte[] Oriented(byte[] jpeg, byte orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>A TIFF with one page for each orientation.</summary>
    public static byte[] Tiff(int width, int height, Compression compression, params int[] orientations)
    {
        using var bitmap = Quarters(width, height);
        using var stream = new MemoryStream();
        using (var tiff = BitMiracle.LibTiff.Classic.Tiff.ClientOpen("test", "w", stream, new TiffStream()))
        {
            foreach (var orientation in orientations)
            {
                tiff.SetField(TiffTag.IMAGEWIDTH, width);
                tiff.SetField(TiffTag.IMAGELENGTH, height);
                tiff.SetField(TiffTag.BITSPERSAMPLE, 8);
                tiff.SetField(TiffTag.SAMPLESPERPIXEL, 3);
                tiff.SetField(TiffTag.PHOTOMETRIC, Photometric.RGB);
                tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
                tiff.SetField(TiffTag.COMPRESSION, compression);
                tiff.SetField(TiffTag.ROWSPERSTRIP, 8);
                tiff.SetField(TiffTag.ORIENTATION, (Orientation)orientation);
                for (var y = 0; y < height; y++)
                {
                    var row = Enumerable.Range(0, width).Select(x => bitmap.GetPixel(x, y)).SelectMany(c => new[] { c.Red, c.Green, c.Blue }).ToArray();
                    tiff.WriteScanline(row, y);
                }

                tiff.WriteDirectory();
            }

            tiff.Flush();
            return stream.ToArray();
        }
    }

    public static byte[] Bmp(int width, int height)
    {
        using var bitmap = Quarters(width, height);
        var stride = ((width * 3) + 3) / 4 * 4;
        var bytes = new byte[54 + (stride * height)];
        "BM"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(2), bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(28), 24);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var color = bitmap.GetPixel(x, height - 1 - y);
                byte[] pixel = [color.Blue, color.Green, color.Red];
                pixel.CopyTo(bytes, 54 + (y * stride) + (x * 3));
            }
        }

        return bytes;
    }

    /// <summary>The well-known GIF of one pixel.</summary>
    public static byte[] Gif() =>
        Convert.FromHexString("47494638396101000100800000000000FFFFFF21F90401000000002C00000000010001000002024401003B");

    /// <summary>A PNG that only claims its size.</summary>
    public static byte[] PngHeader(int width, int height)
    {
        byte[] header = [.. "IHDR"u8, 0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), height);
        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. header, .. Checksum(header),
            0, 0, 0, 0, .. "IDAT"u8, .. Checksum("IDAT"u8), 0, 0, 0, 0, .. "IEND"u8, .. Checksum("IEND"u8),
        ];
    }

    /// <summary>The colours in the middle of the four quarters, a letter each: top left, top right, bottom left, bottom right.</summary>
    public static string Corners(ReadOnlyMemory<byte> encoded)
    {
        using var bitmap = SKBitmap.Decode(encoded.Span);
        return string.Concat(Letter(1, 1), Letter(3, 1), Letter(1, 3), Letter(3, 3));

        char Letter(int x, int y) => bitmap.GetPixel(bitmap.Width * x / 4, bitmap.Height * y / 4) switch
        {
            { Red: > 200, Green: < 60, Blue: < 60 } => 'R',
            { Red: < 60, Green: > 200, Blue: < 60 } => 'G',
            { Red: < 60, Green: < 60, Blue: > 200 } => 'B',
            { Red: > 200, Green: > 200, Blue: > 200 } => 'W',
            var other => throw new InvalidOperationException($"Unexpected colour {other}."),
        };
    }

    /// <summary>CRC-32 of PNG chunks (RFC 2083, section 3.4).</summary>
    private static byte[] Checksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ~crc);
        return bytes;
    }
}
