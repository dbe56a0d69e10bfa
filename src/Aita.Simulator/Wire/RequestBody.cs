using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Aita.Simulator;

/// <summary>Reads the body of a request into one pooled buffer.</summary>
internal static class RequestBody
{
    private const int UnknownLengthStart = 16 * 1024;

    /// <summary>The body, or null when it is longer than <paramref name="maxBytes"/>.</summary>
    public static async ValueTask<PooledBuffer?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        var buffer = new PooledBuffer((int)Math.Max(request.ContentLength ?? UnknownLengthStart, 1));
        try
        {
            while (true)
            {
                var result = await request.BodyReader.ReadAsync(cancellationToken);
                if (buffer.Length + result.Buffer.Length > maxBytes)
                {
                    buffer.Dispose();
                    return null;
                }

                foreach (var segment in result.Buffer)
                {
                    // Asking a full buffer for room for nothing would double it.
                    if (!segment.IsEmpty)
                    {
                        buffer.Write(segment.Span);
                    }
                }

                request.BodyReader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return buffer;
                }
            }
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }
}
