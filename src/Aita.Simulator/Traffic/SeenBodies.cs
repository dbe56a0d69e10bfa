using System.Runtime.InteropServices;

namespace Aita.Simulator;

/// <summary>
/// Which bodies have arrived how often, each of them: what fails at random must not fail in the same way at every further attempt. About 35 bytes
/// for each different body. Not thread-safe.
/// </summary>
/// <remarks>Cut into many tables, so that none takes long to grow while a request waits.</remarks>
internal sealed class SeenBodies
{
    private const int Tables = 256;
    private const int Arrival = 2; // the lowest bit says whether the body has been answered
    private const int Answered = 1;

    private readonly Dictionary<ulong, int>[] _tables = [.. Enumerable.Range(0, Tables).Select(static _ => new Dictionary<ulong, int>())];

    /// <summary>Counts an arrival; the occurrence starts at 1.</summary>
    public (int Occurrence, bool AnsweredBefore) Arrive(ulong bodyHash)
    {
        ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(TableOf(bodyHash), bodyHash, out _);
        seen += Arrival;
        return (seen / Arrival, (seen & Answered) != 0);
    }

    /// <summary>Notes that a body which has arrived was answered well.</summary>
    public void Succeed(ulong bodyHash)
    {
        ref var seen = ref CollectionsMarshal.GetValueRefOrNullRef(TableOf(bodyHash), bodyHash);
        if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref seen))
        {
            seen |= Answered;
        }
    }

    public void Clear()
    {
        foreach (var table in _tables)
        {
            table.Clear();
        }
    }

    private Dictionary<ulong, int> TableOf(ulong bodyHash) => _tables[bodyHash % Tables];
}
