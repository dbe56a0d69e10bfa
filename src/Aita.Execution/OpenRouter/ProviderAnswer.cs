namespace Aita.Execution;

/// <summary>Status and headers of one answer, read once, with what failures made from it need.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Endpoint">Where the answer came from.</param>
/// <param name="RateLimits">What the headers say about limits.</param>
/// <param name="RetryAfter">How long the headers ask to wait.</param>
/// <param name="ShouldRetry">What the headers say about sending the request again.</param>
/// <param name="GenerationId">OpenRouter's id of the generation.</param>
/// <param name="Now">When the answer arrived.</param>
internal readonly record struct ProviderAnswer(
    int Status,
    OpenRouterEndpoint Endpoint,
    RateLimitSnapshot? RateLimits,
    TimeSpan? RetryAfter,
    bool? ShouldRetry,
    string? GenerationId,
    DateTimeOffset Now)
{
    public static ProviderAnswer From(HttpResponseMessage response, OpenRouterEndpoint endpoint, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var headers = response.Headers;
        var succeeded = response.IsSuccessStatusCode;
        return new ProviderAnswer(
            (int)response.StatusCode,
            endpoint,
            RateLimitHeaders.Read(headers, now),
            succeeded ? null : Aita.Execution.RetryAfter.Read(headers, (int)response.StatusCode, now),
            succeeded ? null : RetryAdvice.Read(headers),
            headers.NonValidated.TryGetValues("X-Generation-Id", out var id) && id.Count > 0 ? id.ToString() : null,
            now);
    }
}
