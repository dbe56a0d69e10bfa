namespace Aita.Execution;

/// <summary>
/// Runs of places in a file, and one filter over all of them. A run is sorted into buckets by the first bits of the request, so that one read of
/// some kilobytes finds what it has. Its filter and the number of its runs are read and changed under the lock of <see cref="RecordedPlaces"/>; what
/// has been written is read without.
/// </summary>
/// <param name="firstRun">Number of its first run in the file.</param>
/// <param name="maxRuns">How many runs it takes.</param>
/// <param name="runSize">Places of a run, at most 65,535.</param>
internal sealed class PlaceLevel(int firstRun, int maxRuns, int runSize)
{
    private const int BucketBits = 6;
    private const int Buckets = 1 << BucketBits;
    private const int ReadAtOnce = 256; // 4 KB: about a bucket

    // Of each run, where its buckets begin and where the last one ends.
    private readonly ushort[][] _starts = new ushort[maxRuns][];

    public HashFilter Filter { get; } = new(maxRuns * runSize);

    /// <summary>Runs that have been written.</summary>
    public int Runs { get; private set; }

    /// <summary>Number of the first run after this level.</summary>
    public int End => firstRun + maxRuns;

    /// <summary>Sorts places, which will be the next run.</summary>
    /// <returns>Whether it is the last one of this level.</returns>
    public bool Sort(ReadOnlySpan<Place> places, Span<Place> sorted)
    {
        var starts = new ushort[Buckets + 1];
        foreach (var place in places)
        {
            starts[BucketOf(place.Request) + 1]++;
        }

        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            starts[bucket + 1] += starts[bucket];
        }

        Span<ushort> next = stackalloc ushort[Buckets + 1];
        starts.CopyTo(next);
        foreach (var place in places)
        {
            sorted[next[BucketOf(place.Request)]++] = place;
        }

        _starts[Runs] = starts;
        return Runs == maxRuns - 1;
    }

    /// <summary>Writes the run that has been sorted last.</summary>
    public void Write(PlaceFile file, ReadOnlySpan<Place> sorted) => file.Write(First(Runs), sorted);

    /// <summary>The run has been written.</summary>
    public void Written() => Runs++;

    /// <summary>Collects the places of a request from the first runs, the last one first.</summary>
    /// <param name="file">The file.</param>
    /// <param name="runs">How many runs are searched.</param>
    /// <param name="request">The request.</param>
    /// <param name="offsets">Gets the offsets.</param>
    /// <param name="found">How many it has.</param>
    /// <returns>How many it has now.</returns>
    public int Collect(PlaceFile file, int runs, ulong request, Span<long> offsets, int found)
    {
        Span<Place> block = stackalloc Place[ReadAtOnce];
        var bucket = BucketOf(request);
        for (var run = runs - 1; run >= 0 && found < offsets.Length; run--)
        {
            int start = _starts[run][bucket];
            for (int end = _starts[run][bucket + 1]; end > start && found < offsets.Length; end -= Math.Min(ReadAtOnce, end - start))
            {
                var places = block[..Math.Min(ReadAtOnce, end - start)];
                file.Read(First(run) + end - places.Length, places);
                found = Place.Collect(places, request, offsets, found);
            }
        }

        return found;
    }

    private long First(int run) => (long)(firstRun + run) * runSize;

    private static int BucketOf(ulong request) => (int)(request >> (64 - BucketBits));
}
