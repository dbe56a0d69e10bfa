namespace Aita.Execution;

/// <summary>Reads answer bodies up to a limit.</summary>
internal static class BodyReader
{
    /// <summary>Longest body, in bytes: a broken or hostile server must not fill the memory.</summary>
    public const int MaxLength = 64 * 1024 * 1024;

    /// <summary>Reads a whole body into memory of its own.</summary>
    /// <exception cref="LlmException">The body is too long (<see cref="FailureKind.Server"/>).</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        // A known length needs no growing buffer. After decompression the length is unknown.
        var expected = content.Headers.ContentLength;
        if (expected > MaxLength)
        {
            throw TooLong();
        }

        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            if (expected is { } length)
            {
                var exact = new byte[length];
                var count = await stream.ReadAtLeastAsync(exact, exact.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                return exact.AsMemory(0, count);
            }

            using var buffer = new PooledBuffer(16 * 1024);
            while (true)
            {
                var count = await stream.ReadAsync(buffer.GetMemory(1024), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    return buffer.Written.ToArray();
                }

                buffer.Advance(count);
                if (buffer.Length > MaxLength)
                {
                    throw TooLong();
                }
            }
        }
    }

    private static LlmException TooLong() =>
        new(FailureKind.Server, $"The provider's answer is longer than {MaxLength / (1024 * 1024)} MB, which no model writes.");
}
