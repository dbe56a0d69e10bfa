using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Aita.Cli.JsonLines;

/// <summary>
/// Remembers on which line every id was seen first, in about 30 bytes an id: of each id only 64 bits of its SHA-256 are kept. Among a
/// million ids the chance that any two are taken for each other is 3 in 100 million.
/// </summary>
internal sealed class SeenIds
{
    private readonly Dictionary<ulong, uint> _lines = [];

    /// <summary>Adds an id.</summary>
    /// <returns>The line where it was seen before; null when it is new.</returns>
    public long? Add(string id, long line)
    {
        var key = Hash(id);
        if (_lines.TryGetValue(key, out var earlier))
        {
            return earlier;
        }

        _lines.Add(key, (uint)Math.Min(line, uint.MaxValue));
        return null;
    }

    private static ulong Hash(string id)
    {
        var byteCount = Encoding.UTF8.GetMaxByteCount(id.Length);
        Span<byte> bytes = byteCount <= 512 ? stackalloc byte[512] : new byte[byteCount];
        var written = Encoding.UTF8.GetBytes(id, bytes);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..written], hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
