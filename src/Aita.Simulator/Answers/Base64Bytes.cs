using System.Buffers;
using System.Buffers.Text;

namespace Aita.Simulator;

/// <summary>Random access to the bytes behind a base64 text, decoding only what is asked for.</summary>
internal readonly ref struct Base64Bytes(ReadOnlySpan<byte> base64)
{
    private static readonly byte[] Marker = ";base64,"u8.ToArray();

    private readonly ReadOnlySpan<byte> _base64 = base64;

    /// <summary>All bytes of a data URL, or null when it is another URL or not base64.</summary>
    public static byte[]? DecodeDataUrl(ReadOnlySpan<byte> url)
    {
        int comma = url.IndexOf(Marker);
        if (!url.StartsWith("data:"u8) || comma < 0)
        {
            return null;
        }

        var encoded = url[(comma + Marker.Length)..];
        byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(encoded.Length)];
        return Base64.DecodeFromUtf8(encoded, bytes, out _, out int written) == OperationStatus.Done ? bytes[..written] : null;
    }

    /// <summary>Fills <paramref name="target"/> from <paramref name="offset"/>; false when the data ends before or is not base64.</summary>
    public bool TryRead(long offset, Span<byte> target)
    {
        if (offset < 0)
        {
            return false;
        }

        long first = offset / 3 * 4;
        long last = ((offset + target.Length + 2) / 3 * 4);
        if (first >= _base64.Length)
        {
            return target.IsEmpty;
        }

        var encoded = _base64[(int)first..(int)Math.Min(last, _base64.Length)];
        int skip = (int)(offset % 3);
        byte[]? rented = null;
        Span<byte> decoded = encoded.Length <= 256
            ? stackalloc byte[256]
            : (rented = ArrayPool<byte>.Shared.Rent(encoded.Length));
        try
        {
            var status = Base64.DecodeFromUtf8(encoded, decoded, out _, out int written);
            if (status != OperationStatus.Done || written - skip < target.Length)
            {
                return false;
            }

            decoded.Slice(skip, target.Length).CopyTo(target);
            return true;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }
}
