using System.Buffers;
using System.Buffers.Text;
using System.Net;

namespace Aita.Execution;

/// <summary>
/// A request body: JSON with images and files put in while it is sent. Besides the JSON it holds the caller's bytes only, and one chunk of
/// base64 at a time. May be sent again by the HTTP stack until it is disposed.
/// </summary>
internal sealed class ChatRequestContent : HttpContent
{
    /// <summary>Bytes encoded at a time; a multiple of 3, so that only the last chunk has padding, and whose base64 fills a pooled array exactly.</summary>
    public const int ChunkSize = 192 * 1024;

    private readonly ReadOnlyMemory<byte> _json;
    private readonly List<BodyInsert>? _inserts;
    private readonly PooledBuffer? _owner;
    private int _sending;

    /// <summary>Creates a body.</summary>
    /// <param name="json">The JSON around the inserts.</param>
    /// <param name="inserts">What is put in, by ascending position.</param>
    /// <param name="owner">Rented memory of the JSON, given back on dispose.</param>
    public ChatRequestContent(ReadOnlyMemory<byte> json, List<BodyInsert>? inserts, PooledBuffer? owner)
    {
        _json = json;
        _inserts = inserts;
        _owner = owner;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _sending);
        try
        {
            var position = 0;
            if (_inserts is not null)
            {
                foreach (var insert in _inserts)
                {
                    await stream.WriteAsync(_json[position..insert.Position], cancellationToken).ConfigureAwait(false);
                    position = insert.Position;
                    if (insert.AsBase64)
                    {
                        await WriteBase64Async(stream, insert.Bytes, cancellationToken).ConfigureAwait(false);
                    }
                    else
                    {
                        await stream.WriteAsync(insert.Bytes, cancellationToken).ConfigureAwait(false);
                    }
                }
            }

            await stream.WriteAsync(_json[position..], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _sending);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length;
        if (_inserts is not null)
        {
            foreach (var insert in _inserts)
            {
                length += insert.AsBase64 ? (insert.Bytes.Length + 2L) / 3 * 4 : insert.Bytes.Length;
            }
        }

        return true;
    }

    protected override void Dispose(bool disposing)
    {
        // An HTTP/2 upload may outlive its answer: its memory must then not be given to somebody else.
        if (disposing && Volatile.Read(ref _sending) == 0)
        {
            _owner?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static async Task WriteBase64Async(Stream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(Math.Min(bytes.Length, ChunkSize)));
        try
        {
            for (var start = 0; start < bytes.Length; start += ChunkSize)
            {
                var chunk = bytes.Slice(start, Math.Min(ChunkSize, bytes.Length - start));
                Base64.EncodeToUtf8(chunk.Span, rented, out _, out var written);
                await stream.WriteAsync(rented.AsMemory(0, written), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
