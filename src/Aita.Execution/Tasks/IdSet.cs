using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Aita.Execution;

/// <summary>
/// A set of task ids that is compact enough for millions: about 13 bytes an id, since of each only 64 bits of its SHA-256 are kept. Among a million
/// ids the chance that any two are taken for each other is 3 in 100 million. Not thread-safe.
/// </summary>
/// <remarks>The set is cut into 64 tables that grow one by one, so that growing never needs twice the memory.</remarks>
public sealed class IdSet
{
    private const int TableBits = 6;
    private const double Fullness = 0.8;
    private const int FirstSize = 16;

    private readonly ulong[][] _tables = new ulong[1 << TableBits][];
    private readonly int[] _counts = new int[1 << TableBits];

    /// <summary>Adds an id.</summary>
    /// <returns>False when it was there before.</returns>
    public bool Add(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var hash = Hash(id);
        var number = (int)(hash >> (64 - TableBits));
        var table = _tables[number] ??= new ulong[FirstSize];
        if (!Insert(table, hash))
        {
            return false;
        }

        if (++_counts[number] > table.Length * Fullness)
        {
            var larger = new ulong[table.Length + (table.Length / 2)];
            foreach (var entry in table)
            {
                if (entry != 0)
                {
                    Insert(larger, entry);
                }
            }

            _tables[number] = larger;
        }

        return true;
    }

    private static bool Insert(ulong[] table, ulong hash)
    {
        // The low half of the hash, scaled to the length of the table; zero marks an empty slot.
        var slot = (int)(((hash & uint.MaxValue) * (ulong)table.Length) >> 32);
        while (table[slot] != 0)
        {
            if (table[slot] == hash)
            {
                return false;
            }

            slot = slot + 1 == table.Length ? 0 : slot + 1;
        }

        table[slot] = hash;
        return true;
    }

    private static ulong Hash(string id)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetMaxByteCount(id.Length);
        Span<byte> utf8 = length <= 512 ? stackalloc byte[512] : new byte[length];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(id, utf8)], digest);
        return Math.Max(1, BinaryPrimitives.ReadUInt64LittleEndian(digest));
    }
}
