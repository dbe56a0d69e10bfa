using System.Runtime.InteropServices;

namespace Aita.Execution;

/// <summary>Where the record of a request is in the checkpoint.</summary>
/// <param name="Request">64 bits of the task key, which two requests may share.</param>
/// <param name="Offset">Offset of the record.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Place(ulong Request, long Offset)
{
    /// <summary>Bytes of one.</summary>
    public const int Bytes = 16;

    /// <summary>Collects the places of a request, the last one first, until no more are wanted.</summary>
    /// <param name="places">What is searched.</param>
    /// <param name="request">The request.</param>
    /// <param name="offsets">Gets the offsets.</param>
    /// <param name="found">How many it has.</param>
    /// <returns>How many it has now.</returns>
    public static int Collect(ReadOnlySpan<Place> places, ulong request, Span<long> offsets, int found)
    {
        for (var i = places.Length - 1; i >= 0 && found < offsets.Length; i--)
        {
            if (places[i].Request == request)
            {
                offsets[found++] = places[i].Offset;
            }
        }

        return found;
    }
}
