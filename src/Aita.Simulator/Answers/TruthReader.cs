using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Aita.Simulator;

/// <summary>
/// Finds the ground truth in a page image of the synthetic exam: a PNG's <c>tEXt</c> or <c>iTXt</c> chunk of the keyword
/// <c>aita-truth</c>, or a JPEG's comment that starts with <c>aita-truth:</c>. Walks chunk by chunk without decoding the pixels.
/// </summary>
internal static class TruthReader
{
    private const int MaxTruthBytes = 4 * 1024 * 1024;

    private static ReadOnlySpan<byte> Keyword => "aita-truth"u8;

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The truth of a data URL, or null when there is none or it cannot be read.</summary>
    public static JsonElement? ReadDataUrl(ReadOnlySpan<byte> url)
    {
        int comma = url.IndexOf(";base64,"u8);
        return url.StartsWith("data:"u8) && comma > 0 ? Read(new Base64Bytes(url[(comma + ";base64,".Length)..])) : null;
    }

    private static JsonElement? Read(Base64Bytes image)
    {
        Span<byte> start = stackalloc byte[8];
        if (!image.TryRead(0, start))
        {
            return null;
        }

        byte[]? truth = start.SequenceEqual(PngSignature) ? FindInPng(image)
            : start[0] == 0xFF && start[1] == 0xD8 ? FindInJpeg(image)
            : null;
        return truth is null ? null : Parse(truth);
    }

    private static byte[]? FindInPng(Base64Bytes image)
    {
        Span<byte> head = stackalloc byte[8];
        long position = PngSignature.Length;
        while (image.TryRead(position, head))
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(head);
            bool isText = head[4..].SequenceEqual("tEXt"u8);
            bool isInternational = head[4..].SequenceEqual("iTXt"u8);
            if ((isText || isInternational) && length <= MaxTruthBytes)
            {
                byte[] data = new byte[length];
                if (image.TryRead(position + 8, data) && TextOf(data, isInternational) is { } truth)
                {
                    return truth;
                }
            }

            position += 12L + length;
        }

        return null;
    }

    /// <summary>The text behind the keyword, or null when the chunk has another keyword or is compressed.</summary>
    private static byte[]? TextOf(ReadOnlySpan<byte> chunk, bool isInternational)
    {
        if (!chunk.StartsWith(Keyword) || chunk.Length <= Keyword.Length || chunk[Keyword.Length] != 0)
        {
            return null;
        }

        var rest = chunk[(Keyword.Length + 1)..];
        if (!isInternational)
        {
            return rest.ToArray();
        }

        // Compression flag and method, then language and translated keyword, each ended by a zero.
        if (rest.Length < 4 || rest[0] != 0)
        {
            return null;
        }

        rest = rest[2..];
        for (int i = 0; i < 2; i++)
        {
            int end = rest.IndexOf((byte)0);
            if (end < 0)
            {
                return null;
            }

            rest = rest[(end + 1)..];
        }

        return rest.ToArray();
    }

    private static byte[]? FindInJpeg(Base64Bytes image)
    {
        Span<byte> head = stackalloc byte[4];
        long position = 2;
        while (image.TryRead(position, head) && head[0] == 0xFF)
        {
            byte marker = head[1];
            if (marker == 0xFF)
            {
                position++;
                continue;
            }

            if (marker is 0xDA or 0xD9)
            {
                return null;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(head[2..]);
            if (length < 2)
            {
                return null;
            }

            if (marker == 0xFE)
            {
                byte[] data = new byte[length - 2];
                if (image.TryRead(position + 4, data) && data.AsSpan().StartsWith("aita-truth:"u8))
                {
                    return data["aita-truth:".Length..];
                }
            }

            position += 2 + length;
        }

        return null;
    }

    private static JsonElement? Parse(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(json).TrimEnd('\0'));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
