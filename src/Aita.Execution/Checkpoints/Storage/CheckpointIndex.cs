namespace Aita.Execution;

/// <summary>
/// Where the record of each name is in the file: 16 bytes an entry, in one open-addressing table from the hash of the name, an id or a task key,
/// to an offset. Entries of different names may share a hash; the caller tells them apart by reading the record. Read-only after the scan, then thread-safe.
/// </summary>
internal sealed class CheckpointIndex
{
    private const double Fullness = 0.75;
    private Entry[] _slots = new Entry[16];

    private record struct Entry(ulong Hash, long Offset);

    /// <summary>Number of entries.</summary>
    public int Count { get; private set; }

    /// <summary>Makes room for a number of entries at once, which costs less memory than growing step by step.</summary>
    public void Reserve(int entries)
    {
        var slots = (int)Math.Min(entries / Fullness, Array.MaxLength / 2);
        if (slots > _slots.Length)
        {
            Resize(slots);
        }
    }

    /// <summary>Adds an entry, beside those that have the same hash.</summary>
    /// <param name="hash">Hash of the name.</param>
    /// <param name="offset">Offset of the record; never 0.</param>
    public void Add(ulong hash, long offset)
    {
        if (++Count > _slots.Length * Fullness)
        {
            Resize(_slots.Length * 2);
        }

        Insert(_slots, new Entry(hash, offset));
    }

    /// <summary>Finds the next entry of a hash.</summary>
    /// <param name="hash">Hash of the name.</param>
    /// <param name="probe">Where the search stands; 0 to begin.</param>
    /// <param name="offset">Offset of the record.</param>
    /// <returns>False when there is none left.</returns>
    public bool TryNext(ulong hash, ref int probe, out long offset)
    {
        for (var slot = Slot(hash, probe); _slots[slot].Offset != 0; slot = Slot(hash, probe))
        {
            probe++;
            if (_slots[slot].Hash == hash)
            {
                offset = _slots[slot].Offset;
                return true;
            }
        }

        offset = 0;
        return false;
    }

    /// <summary>Moves the entry that <see cref="TryNext"/> has just found to a later record of the same task.</summary>
    public void MoveTo(ulong hash, int probe, long offset) => _slots[Slot(hash, probe - 1)].Offset = offset;

    private int Slot(ulong hash, int probe) => Slot(_slots, hash, probe);

    private static int Slot(Entry[] slots, ulong hash, int probe)
    {
        // The high bits of a good hash spread over a table of any size.
        var home = Math.BigMul(hash, (ulong)slots.Length, out _);
        return (int)((home + (ulong)probe) % (ulong)slots.Length);
    }

    private static void Insert(Entry[] slots, Entry entry)
    {
        var probe = 0;
        while (slots[Slot(slots, entry.Hash, probe)].Offset != 0)
        {
            probe++;
        }

        slots[Slot(slots, entry.Hash, probe)] = entry;
    }

    private void Resize(int slots)
    {
        var larger = new Entry[slots];
        foreach (var entry in _slots)
        {
            if (entry.Offset != 0)
            {
                Insert(larger, entry);
            }
        }

        _slots = larger;
    }
}
