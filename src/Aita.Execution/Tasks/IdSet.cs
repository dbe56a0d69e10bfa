namespace Aita.Execution;

/// <summary>
/// A set of task ids that is compact enough for millions: about 7 bytes an id, since of each only 60 bits of a hash are kept. Among a million ids
/// the chance that any two are taken for each other is 4 in 10 million. Not thread-safe.
/// </summary>
/// <remarks>
/// Twelve bits choose one of 4,096 short lists, which is searched as a whole for the other 48; such a search is vectorised. The lists grow one by
/// one and by little, so that growing needs hardly more memory than what is kept.
/// </remarks>
public sealed class IdSet
{
    private const int ListBits = 12;
    private const int FirstSize = 4;

    // The 48 bits as 32 and 16, in two arrays at the same place.
    private readonly uint[][] _low = Lists<uint>();
    private readonly ushort[][] _high = Lists<ushort>();
    private readonly int[] _counts = new int[1 << ListBits];

    /// <summary>Adds an id.</summary>
    /// <returns>False when it was there before.</returns>
    public bool Add(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var hash = NameHash.Of(id);
        var (low, high, list) = ((uint)hash, (ushort)(hash >> 32), (int)(hash >> (64 - ListBits)));
        var count = _counts[list];
        if (Contains(_low[list].AsSpan(0, count), _high[list], low, high))
        {
            return false;
        }

        if (count == _low[list].Length)
        {
            var size = count + Math.Max(FirstSize, count / 8);
            Array.Resize(ref _low[list], size);
            Array.Resize(ref _high[list], size);
        }

        _low[list][count] = low;
        _high[list][count] = high;
        _counts[list]++;
        return true;
    }

    private static bool Contains(ReadOnlySpan<uint> lows, ReadOnlySpan<ushort> highs, uint low, ushort high)
    {
        var from = 0;
        while (lows[from..].IndexOf(low) is >= 0 and var at)
        {
            if (highs[from + at] == high)
            {
                return true;
            }

            from += at + 1;
        }

        return false;
    }

    private static T[][] Lists<T>()
    {
        var lists = new T[1 << ListBits][];
        Array.Fill(lists, []);
        return lists;
    }
}
