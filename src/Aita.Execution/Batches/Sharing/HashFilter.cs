namespace Aita.Execution;

/// <summary>
/// Says of a hash whether it may have been added; never no of one that was. A Bloom filter in blocks: the eight bits of a hash are in 32 bytes, so
/// that a question costs one access to memory. When it is full, one in a thousand others is taken for one that was added. Not thread-safe.
/// </summary>
/// <param name="hashes">How many it is made for: 2 bytes each, allocated once.</param>
internal sealed class HashFilter(int hashes)
{
    private const int BitsPerHash = 16;
    private const int WordBits = 32;
    private const int BlockWords = 8; // in each of them one bit is set

    private readonly uint[] _words = new uint[Math.Max(1, (int)((long)hashes * BitsPerHash / (WordBits * BlockWords))) * BlockWords];

    // Odd numbers without a pattern: each makes another bit of the same hash.
    private static ReadOnlySpan<uint> Salts =>
        [0x47B6137B, 0x44974D91, 0x8824AD5B, 0xA2B7289D, 0x705495C7, 0x2DF1424B, 0x9EFC4947, 0x5C6BFB31];

    /// <param name="hash">Any 64 bits that are spread well.</param>
    public void Add(ulong hash)
    {
        var block = BlockOf(hash);
        for (var i = 0; i < BlockWords; i++)
        {
            block[i] |= BitOf(hash, i);
        }
    }

    public bool MayContain(ulong hash)
    {
        var block = BlockOf(hash);
        for (var i = 0; i < BlockWords; i++)
        {
            if ((block[i] & BitOf(hash, i)) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private Span<uint> BlockOf(ulong hash)
    {
        var block = (int)(((hash >> WordBits) * (ulong)(_words.Length / BlockWords)) >> WordBits);
        return _words.AsSpan(block * BlockWords, BlockWords);
    }

    private static uint BitOf(ulong hash, int word) => 1u << (int)(unchecked((uint)hash * Salts[word]) >> 27);
}
