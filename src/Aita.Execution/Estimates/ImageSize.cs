using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace Aita.Execution;

/// <summary>Width and height of an image, read from its first bytes: nothing is decoded. Pure.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
internal readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>Bytes that are looked at: a JPEG may have a preview and a colour profile before its size.</summary>
    private const int BytesToRead = 192 * 1024;

    private const int FirstDigits = 1024;

    /// <summary>Reads the size of a PNG, JPEG, GIF or WebP image.</summary>
    /// <returns>Null when it is none of these, or does not tell its size in its first 192 kB.</returns>
    public static ImageSize? Read(ReadOnlySpan<byte> image)
    {
        image = image[..Math.Min(image.Length, BytesToRead)];
        var size = ImageFormat.MediaTypeOf(image) switch
        {
            "image/png" => image.Length < 24
                ? default
                : new ImageSize(BinaryPrimitives.ReadInt32BigEndian(image[16..]), BinaryPrimitives.ReadInt32BigEndian(image[20..])),
            "image/gif" => image.Length < 10
                ? default
                : new ImageSize(BinaryPrimitives.ReadUInt16LittleEndian(image[6..]), BinaryPrimitives.ReadUInt16LittleEndian(image[8..])),
            "image/webp" => ReadWebP(image),
            "image/jpeg" => ReadJpeg(image),
            _ => default,
        };
        return size is { Width: > 0, Height: > 0 } ? size : null;
    }

    /// <summary>Reads the size of an image that an address holds in base64.</summary>
    /// <returns>Null when the address holds none, or one that does not tell its size.</returns>
    public static ImageSize? ReadDataUrl(ReadOnlySpan<byte> address)
    {
        var comma = address.IndexOf((byte)',');
        if (comma < 0 || !address.StartsWith("data:"u8) || !address[..comma].EndsWith(";base64"u8))
        {
            return null;
        }

        var digits = address[(comma + 1)..];
        return ReadDigits(digits[..Math.Min(FirstDigits, digits.Length)], out var isJpeg)
            ?? (isJpeg ? ReadDigits(digits[..Math.Min(BytesToRead / 3 * 4, digits.Length)], out _) : null);
    }

    private static ImageSize? ReadDigits(ReadOnlySpan<byte> digits, out bool isJpeg)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(digits.Length));
        try
        {
            // What cannot be decoded ends them.
            Base64.DecodeFromUtf8(digits, bytes, out _, out var written, isFinalBlock: false);
            var image = bytes.AsSpan(0, written);
            isJpeg = ImageFormat.MediaTypeOf(image) == "image/jpeg";
            return Read(image);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    // https://developers.google.com/speed/webp/docs/riff_container and RFC 6386, 9.1
    private static ImageSize ReadWebP(ReadOnlySpan<byte> image)
    {
        if (image.Length < 30)
        {
            return default;
        }

        var chunk = image.Slice(12, 4);
        if (chunk.SequenceEqual("VP8X"u8))
        {
            return new(1 + ReadInt24(image[24..]), 1 + ReadInt24(image[27..]));
        }

        if (chunk.SequenceEqual("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(image[21..]);
            return new(1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
        }

        return chunk.SequenceEqual("VP8 "u8)
            ? new(BinaryPrimitives.ReadUInt16LittleEndian(image[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(image[28..]) & 0x3FFF)
            : default;
    }

    private static int ReadInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    // ITU-T T.81, B.1 and B.2: from segment to segment, until a frame header (SOF).
    private static ImageSize ReadJpeg(ReadOnlySpan<byte> image)
    {
        for (var at = 2; at + 9 <= image.Length && image[at] == 0xFF;)
        {
            var marker = image[at + 1];
            if (marker == 0xFF)
            {
                at++; // a fill byte
            }
            else if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += 2; // without a length
            }
            else if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return new(BinaryPrimitives.ReadUInt16BigEndian(image[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(image[(at + 5)..]));
            }
            else
            {
                at += 2 + BinaryPrimitives.ReadUInt16BigEndian(image[(at + 2)..]);
            }
        }

        return default;
    }
}
