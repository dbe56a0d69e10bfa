using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace Aita.Simulator;

/// <summary>
/// Sees which page an image shows: by the codes in its pixels when there is a truth to look them up in, else by the truth embedded in the
/// file. An image is decoded once, however often it comes. Thread-safe.
/// </summary>
internal sealed class PageEyes(SimulatedTruth? truth)
{
    private const int Remembered = 10_000;

    private readonly ConcurrentDictionary<UInt128, Lazy<SeenPage>> _seen = new();

    /// <summary>Looks at an image that a request carries.</summary>
    /// <param name="url">The image's URL as a JSON string, quotes included.</param>
    public SeenPage See(ReadOnlyMemory<byte> url)
    {
        var reader = new Utf8JsonReader(url.Span);
        reader.Read();
        if (!reader.ValueIsEscaped)
        {
            return SeeUrl(url[1..^1]);
        }

        // A JSON writer may have escaped the plus signs of base64; only then is the whole text copied.
        using var unescaped = new PooledBuffer(url.Length);
        unescaped.Advance(reader.CopyString(unescaped.GetSpan(url.Length)));
        return SeeUrl(unescaped.Written);
    }

    private SeenPage SeeUrl(ReadOnlyMemory<byte> url)
    {
        if (truth is null)
        {
            return SeenPage.OfComment(TruthReader.ReadDataUrl(url.Span));
        }

        if (_seen.Count >= Remembered)
        {
            _seen.Clear();
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(url.Span, digest);
        var key = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(digest);

        // Whoever comes first decodes while it holds its own body; the others wait for it and then share what it saw.
        return _seen.GetOrAdd(key, _ => new Lazy<SeenPage>(() => Look(url.Span, truth))).Value;
    }

    private static SeenPage Look(ReadOnlySpan<byte> url, SimulatedTruth truth)
    {
        var sighting = Base64Bytes.DecodeDataUrl(url) is { } file ? PageCodes.Find(file) : Sighting.Nothing;
        return sighting is { Head: null, Foot: null, Blank: false } && TruthReader.ReadDataUrl(url) is { } embedded
            ? SeenPage.OfComment(embedded)
            : SeenPage.Of(sighting, truth);
    }
}
