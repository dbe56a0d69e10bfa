using System.Buffers.Binary;
using System.Text;

namespace Aita.Simulator.Tests.Answers;

/// <summary>Builds images by hand that carry a ground truth where the generator of the synthetic exam puts it.</summary>
internal static class TruthImages
{
    public const string Page = """
        {"synthetic":true,"exam":"Midterm","student":"Nova Quill","student_id":"S0001","page":2,"blank":false,
         "transcription":"2a) The entropy is ~~two~~ one bit, $H = -\\sum p \\log p$ → né","answers":[{"question_id":"2a","text":"one bit","points":3.5}]}
        """;

    public const string Transcription = @"2a) The entropy is ~~two~~ one bit, $H = -\sum p \log p$ → né";

    public static byte[] PngWithText(string truth, int pixelBytes = 0, bool truthLast = false)
    {
        byte[] text = Chunk("tEXt", [.. "aita-truth\0"u8, .. Encoding.UTF8.GetBytes(truth)]);
        return Png(text, pixelBytes, truthLast);
    }

    public static byte[] PngWithInternationalText(string truth) =>
        Png(Chunk("iTXt", [.. "aita-truth\0\0\0en\0truth\0"u8, .. Encoding.UTF8.GetBytes(truth)]), 100, truthLast: false);

    public static byte[] PngWithout() => Png(Chunk("tEXt", [.. "Comment\0"u8, .. "aita-truth is not the keyword"u8]), 100, truthLast: false);

    public static byte[] Jpeg(string? truth)
    {
        var bytes = new List<byte> { 0xFF, 0xD8 };
        Segment(bytes, 0xE0, "JFIF\0 and more"u8.ToArray());
        Segment(bytes, 0xFE, "another comment"u8.ToArray());
        if (truth is not null)
        {
            Segment(bytes, 0xFE, [.. "aita-truth:"u8, .. Encoding.UTF8.GetBytes(truth)]);
        }

        Segment(bytes, 0xDA, [1, 2, 3]);
        bytes.AddRange([9, 9, 0xFF, 0x00, 0xFF, 0xD9]);
        return [.. bytes];
    }

    public static string DataUrl(byte[] image) =>
        $"data:image/{(image[0] == 0xFF ? "jpeg" : "png")};base64,{Convert.ToBase64String(image)}";

    private static byte[] Png(byte[] text, int pixelBytes, bool truthLast)
    {
        byte[] pixels = Chunk("IDAT", new byte[pixelBytes]);
        return
        [
            0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A,
            .. Chunk("IHDR", new byte[13]),
            .. truthLast ? pixels : text,
            .. truthLast ? text : pixels,
            .. Chunk("IEND", []),
        ];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)data.Length);
        return [.. length, .. Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];
    }

    private static void Segment(List<byte> bytes, byte marker, byte[] data)
    {
        int length = data.Length + 2;
        bytes.AddRange([0xFF, marker, (byte)(length >> 8), (byte)length, .. data]);
    }
}
