using System.Runtime.InteropServices;

namespace Aita.Simulator;

/// <summary>Which bodies have arrived how often, for a bounded number of bodies; later ones each count as new. Not thread-safe.</summary>
internal sealed class SeenBodies(int capacity)
{
    private readonly Dictionary<ulong, Seen> _bodies = [];

    /// <summary>Counts an arrival; the occurrence starts at 1.</summary>
    public (int Occurrence, bool AnsweredBefore) Arrive(ulong bodyHash)
    {
        if (_bodies.Count >= capacity && !_bodies.ContainsKey(bodyHash))
        {
            return (1, false);
        }

        ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_bodies, bodyHash, out _);
        seen.Arrivals++;
        return (seen.Arrivals, seen.Answered);
    }

    public void Succeed(ulong bodyHash)
    {
        ref var seen = ref CollectionsMarshal.GetValueRefOrNullRef(_bodies, bodyHash);
        if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref seen))
        {
            seen.Answered = true;
        }
    }

    public void Clear() => _bodies.Clear();

    private struct Seen
    {
        public int Arrivals;
        public bool Answered;
    }
}
