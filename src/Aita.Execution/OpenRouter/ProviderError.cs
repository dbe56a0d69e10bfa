using System.Text;

namespace Aita.Execution;

/// <summary>Makes classified exceptions from answers that are no success.</summary>
internal static class ProviderError
{
    /// <summary>Characters of a body that a failure keeps.</summary>
    public const int MaxRawLength = 2000;

    private const int Ok = 200;

    /// <summary>An answer whose status or body says that it is an error.</summary>
    public static LlmException FromBody(in ProviderAnswer answer, ReadOnlyMemory<byte> body)
    {
        var error = ErrorBody.Parse(body);
        if (error is null)
        {
            return NotJson(answer, body);
        }

        var code = error.NumericCode ?? (answer.Status == Ok ? null : answer.Status);
        var reason = error.Message is null or "Provider returned error" ? error.Raw ?? error.Message : error.Message;
        var kind = FailureClassifier.Refine(FailureClassifier.FromStatus(code ?? 500, error.ErrorType, error.ErrorCode, error.Retryable), reason);
        var failure = new LlmFailure(kind, Sentence(answer, kind, code, reason ?? "it gave no reason", error.ProviderName))
        {
            StatusCode = answer.Status == Ok ? code ?? Ok : answer.Status,
            RetryAfter = WaitOf(answer, error, kind),
            ShouldRetry = error.Retryable is null ? answer.ShouldRetry : null, // what the body says has decided on the kind
            RawResponse = RawOf(answer, body),
        };
        return new LlmException(failure)
        {
            RateLimits = answer.RateLimits ?? (error.Headers is { } headers ? RateLimitHeaders.Read(headers, answer.Now) : null),
        };
    }

    /// <summary>A body with status 200 that is not one complete JSON object: a proxy's page, or an answer that was cut off.</summary>
    public static LlmException Unreadable(in ProviderAnswer answer, ReadOnlyMemory<byte> body, Exception exception) =>
        New(answer, FailureKind.Server, body, $"The provider's answer is not complete JSON ({Describe(body.Span)}).", exception);

    /// <summary>An answer with nothing in it.</summary>
    public static LlmException Empty(in ProviderAnswer answer, ReadOnlyMemory<byte> body, string message) =>
        New(answer, FailureKind.Server, body, message, exception: null);

    private static LlmException NotJson(in ProviderAnswer answer, ReadOnlyMemory<byte> body)
    {
        // A 403 page is a firewall's: it judges the request, not the key.
        var kind = answer.Status switch
        {
            403 => FailureKind.Rejected,
            Ok => FailureKind.Server,
            _ => FailureClassifier.FromStatus(answer.Status),
        };
        var advice = kind == FailureKind.ModelUnavailable || answer.Status is 405 or (>= 300 and < 400)
            ? $"; check the address {answer.Endpoint.BaseUrl} (OPENROUTER_BASE_URL)"
            : "";
        var failure = new LlmFailure(kind, Sentence(answer, kind, answer.Status, $"the answer is not JSON ({Describe(body.Span)}){advice}", provider: null))
        {
            StatusCode = answer.Status,
            RetryAfter = answer.RetryAfter,
            ShouldRetry = answer.ShouldRetry,
            RawResponse = RawOf(answer, body),
        };
        return new LlmException(failure) { RateLimits = answer.RateLimits };
    }

    private static LlmException New(in ProviderAnswer answer, FailureKind kind, ReadOnlyMemory<byte> body, string message, Exception? exception) =>
        new(new LlmFailure(kind, message) { StatusCode = answer.Status, RawResponse = RawOf(answer, body) }, exception)
        {
            RateLimits = answer.RateLimits,
        };

    /// <summary>The longest of what headers and body ask for.</summary>
    private static TimeSpan? WaitOf(in ProviderAnswer answer, ErrorBody error, FailureKind kind)
    {
        var wait = answer.RetryAfter;
        if (error.RetryAfterSeconds is { } seconds)
        {
            wait = RetryAfter.Longer(wait, HeaderDuration.FromNumber(seconds, answer.Now));
        }

        if (error.Headers is { } headers)
        {
            var reset = kind == FailureKind.RateLimited ? headers.GetValueOrDefault("X-RateLimit-Reset") : null;
            wait = RetryAfter.Longer(
                wait,
                RetryAfter.Parse(headers.GetValueOrDefault("Retry-After-Ms"), headers.GetValueOrDefault("Retry-After"), reset, answer.Now));
        }

        return wait;
    }

    private static string Sentence(in ProviderAnswer answer, FailureKind kind, int? code, string reason, string? provider)
    {
        var what = kind switch
        {
            FailureKind.RateLimited => "The provider asked to slow down",
            FailureKind.Overloaded => "The provider is overloaded",
            FailureKind.Timeout => "The provider timed out",
            FailureKind.Refused => "The provider refused to answer",
            FailureKind.Rejected => "The provider rejected the request",
            FailureKind.Unauthorized => "The provider did not accept the API key",
            FailureKind.OutOfCredit => "The account has no credit left",
            FailureKind.ModelUnavailable => "The model is not available",
            _ => "The provider failed",
        };
        var text = OneLine.Of(answer.Endpoint.Redact(reason)).TrimEnd('.');
        var where = (code, provider) switch
        {
            ({ } status, { } name) => $" (HTTP {status}, {OneLine.Of(name)})",
            ({ } status, null) => $" (HTTP {status})",
            (null, { } name) => $" ({OneLine.Of(name)})",
            _ => "",
        };
        return $"{what}: {text}{where}.";
    }

    private static string Describe(ReadOnlySpan<byte> body)
    {
        var start = body.TrimStart(" \t\r\n"u8);
        return start switch
        {
            [] => "it is empty",
            [(byte)'<', ..] => "it is an HTML page",
            [(byte)'{', ..] => $"it ends after {body.Length} bytes",
            _ => $"it starts with '{OneLine.Of(Encoding.UTF8.GetString(start[..Math.Min(start.Length, 60)]))}'",
        };
    }

    private static string RawOf(in ProviderAnswer answer, ReadOnlyMemory<byte> body)
    {
        // Four bytes are the longest character in UTF-8.
        var text = answer.Endpoint.Redact(Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, MaxRawLength * 4)]));
        return text.Length <= MaxRawLength ? text : text[..(char.IsHighSurrogate(text[MaxRawLength - 1]) ? MaxRawLength - 1 : MaxRawLength)];
    }
}
