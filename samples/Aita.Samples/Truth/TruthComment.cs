using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Aita.Samples;

/// <summary>
/// Carries a page's truth in its JPEG: a comment segment (COM, FF FE) right after the JFIF head, whose UTF-8 text is
/// <c>aita-truth:</c> followed by the JSON of <see cref="PageTruth"/>.
/// </summary>
internal static class TruthComment
{
    private const string Prefix = "aita-truth:";
    private const byte Comment = 0xFE;
    private const byte JfifHead = 0xE0;
    private const byte StartOfScan = 0xDA;

    public static byte[] Embed(byte[] jpeg, PageTruth truth)
    {
        var text = Encoding.UTF8.GetBytes(Prefix + JsonSerializer.Serialize(truth, TruthJson.Line.PageTruth));
        var at = jpeg[3] == JfifHead ? 4 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(4)) : 2;
        var head = new byte[4] { 0xFF, Comment, 0, 0 };
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), checked((ushort)(text.Length + 2)));
        return [.. jpeg[..at], .. head, .. text, .. jpeg[at..]];
    }

    public static PageTruth? Read(ReadOnlySpan<byte> jpeg)
    {
        var at = 2;
        while (at + 4 <= jpeg.Length && jpeg[at] == 0xFF && jpeg[at + 1] != StartOfScan)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
            var text = jpeg[(at + 1)] == Comment ? Encoding.UTF8.GetString(jpeg.Slice(at + 4, length - 2)) : "";
            if (text.StartsWith(Prefix, StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize(text[Prefix.Length..], TruthJson.Line.PageTruth);
            }

            at += 2 + length;
        }

        return null;
    }
}
