using System.Net.Http.Headers;

namespace Aita.Execution;

/// <summary>Reads how long a provider asks to wait before the next request. Pure and thread-safe.</summary>
public static class RetryAfter
{
    private const int TooManyRequests = 429;

    /// <summary>
    /// Reads the headers of a failed answer: <c>retry-after-ms</c>, else <c>retry-after</c> (seconds or HTTP date), and with status 429
    /// also the <c>X-RateLimit-Reset</c> of OpenRouter when no other says more.
    /// </summary>
    /// <param name="headers">Headers of the answer.</param>
    /// <param name="status">HTTP status of the answer.</param>
    /// <param name="now">When the answer arrived.</param>
    /// <returns>The wait from <paramref name="now"/>, zero for a moment that has passed; null when the provider does not say, or says nonsense.</returns>
    public static TimeSpan? Read(HttpResponseHeaders headers, int status, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return Parse(First(headers, "retry-after-ms"), First(headers, "retry-after"), status == TooManyRequests ? First(headers, "x-ratelimit-reset") : null, now);
    }

    /// <summary>Reads the values of the headers; each may be missing.</summary>
    /// <param name="retryAfterMs">Milliseconds.</param>
    /// <param name="retryAfter">Seconds, whole or not, or an HTTP date.</param>
    /// <param name="reset">When the window of requests starts anew: Unix time in seconds or milliseconds, or seconds from now.</param>
    /// <param name="now">When the answer arrived.</param>
    /// <returns>The longer of what the provider asks for and the time until the window starts anew; null when neither can be read.</returns>
    public static TimeSpan? Parse(string? retryAfterMs, string? retryAfter, string? reset, DateTimeOffset now) =>
        Longer(HeaderDuration.ParseMilliseconds(retryAfterMs) ?? HeaderDuration.Parse(retryAfter, now), HeaderDuration.Parse(reset, now));

    /// <summary>The longer of two waits, of which each may be unknown.</summary>
    internal static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) =>
        one is null ? other : other is null || one >= other ? one : other;

    private static string? First(HttpResponseHeaders headers, string name)
    {
        if (headers.NonValidated.TryGetValues(name, out var values))
        {
            foreach (var value in values)
            {
                return value;
            }
        }

        return null;
    }
}
