namespace Aita.Execution;

/// <summary>
/// A set of task ids that is compact enough for millions: about 7 bytes an id, since of each only 62 bits of a hash are kept. Among a million ids
/// the chance that any two are taken for each other is 1 in 10 million. Not thread-safe.
/// </summary>
/// <remarks>
/// Fourteen bits choose one of 16,384 lists, which is searched as a whole for 48 others. A list is a chain of small blocks, newest first; what is
/// written is never moved, so that growing leaves no garbage. The blocks are parts of large arrays: among the small objects, what lives long raises
/// the amount of garbage that the collector lets lie. The smallest set takes half a megabyte, most of which is never touched.
/// </remarks>
public sealed class IdSet
{
    private const int ListBits = 14;
    private const int BlockSize = 16; // 32 bits of as many ids are as long as a line of the processor's cache
    private const int SlabBlocks = 4096; // 256 and 128 KB: large objects

    private readonly List<Slab> _slabs = [];
    private readonly int[] _newest = new int[1 << ListBits];
    private readonly int[] _counts = new int[1 << ListBits];
    private int _blocks;

    /// <summary>Adds an id.</summary>
    /// <returns>False when it was there before.</returns>
    public bool Add(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var hash = NameHash.Of(id);
        var (low, high, list) = ((uint)hash, (ushort)(hash >> 32), (int)(hash >> (64 - ListBits)));
        if (Contains(list, low, high))
        {
            return false;
        }

        var place = _counts[list]++ % BlockSize;
        if (place == 0)
        {
            Append(list);
        }

        var (slab, block) = At(_newest[list]);
        slab.Low[(block * BlockSize) + place] = low;
        slab.High[(block * BlockSize) + place] = high;
        return true;
    }

    private bool Contains(int list, uint low, ushort high)
    {
        var next = _newest[list];
        for (var left = _counts[list]; left > 0;)
        {
            var used = ((left - 1) % BlockSize) + 1;
            var (slab, block) = At(next);
            if (slab.Contains(block * BlockSize, used, low, high))
            {
                return true;
            }

            next = slab.Older[block];
            left -= used;
        }

        return false;
    }

    private void Append(int list)
    {
        if (_blocks == _slabs.Count * SlabBlocks)
        {
            _slabs.Add(new Slab());
        }

        var (slab, block) = At(_blocks);
        slab.Older[block] = _newest[list];
        _newest[list] = _blocks++;
    }

    private (Slab Slab, int Block) At(int block) => (_slabs[block / SlabBlocks], block % SlabBlocks);

    /// <summary>Some blocks. The 48 bits of an id are 32 and 16, in two arrays at the same place.</summary>
    private sealed class Slab
    {
        public uint[] Low { get; } = new uint[SlabBlocks * BlockSize];

        public ushort[] High { get; } = new ushort[SlabBlocks * BlockSize];

        public int[] Older { get; } = new int[SlabBlocks];

        public bool Contains(int first, int count, uint low, ushort high)
        {
            var lows = Low.AsSpan(first, count);
            for (var from = 0; lows[from..].IndexOf(low) is >= 0 and var at; from += at + 1)
            {
                if (High[first + from + at] == high)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
