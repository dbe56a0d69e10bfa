using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aita.Execution;

/// <summary>Places in a file that is made when the first ones are written. One writer at a time; readers at any time.</summary>
/// <param name="create">Makes the file.</param>
internal sealed class PlaceFile(Func<SafeFileHandle> create) : IDisposable
{
    private SafeFileHandle? _handle;

    /// <param name="first">Number of the first place.</param>
    /// <param name="places">The places.</param>
    public void Write(long first, ReadOnlySpan<Place> places) =>
        RandomAccess.Write(_handle ??= create(), MemoryMarshal.AsBytes(places), first * Place.Bytes);

    /// <summary>Reads places that have been written.</summary>
    /// <param name="first">Number of the first place.</param>
    /// <param name="places">Gets them; all are read.</param>
    /// <exception cref="EndOfStreamException">Somebody has cut the file off.</exception>
    public void Read(long first, Span<Place> places)
    {
        var bytes = MemoryMarshal.AsBytes(places);
        for (var offset = first * Place.Bytes; !bytes.IsEmpty;)
        {
            var read = RandomAccess.Read(_handle!, bytes, offset);
            if (read == 0)
            {
                throw new EndOfStreamException("The file ends too early.");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }

    public void Dispose() => _handle?.Dispose();
}
