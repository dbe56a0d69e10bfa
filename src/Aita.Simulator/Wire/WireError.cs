namespace Aita.Simulator;

/// <summary>An error object as OpenRouter writes it.</summary>
internal sealed record WireError(int Code, string Message, string? ErrorType)
{
    public int? RetryAfterSeconds { get; init; }

    /// <summary>True when the error is that of the upstream provider and not of OpenRouter's own limits.</summary>
    public bool FromProvider { get; init; }

    /// <summary>Rate-limit headers repeated in the metadata.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The error that goes with a status; the type is the stable name of OpenRouter's vocabulary.</summary>
    public static WireError Of(int status, string? message = null, string? errorType = null)
    {
        (string defaultMessage, string? defaultType, bool fromProvider) = status switch
        {
            400 => ("The request cannot be used.", "invalid_request", false),
            401 => ("No auth credentials found or the key is not valid.", "authentication", false),
            402 => ("Insufficient credits. Add more credits to go on.", "payment_required", false),
            403 => ("The request is not permitted.", "permission_denied", false),
            404 => ("No endpoints found for this model.", "not_found", false),
            408 => ("The request timed out.", null, false),
            413 => ("The body is too large.", "payload_too_large", false),
            422 => ("The request cannot be processed.", "unprocessable", false),
            429 => ("Provider returned error: rate limited upstream.", "rate_limit_exceeded", true),
            500 => ("Internal Server Error", "server", false),
            502 => ("Provider returned error: the provider is down.", "provider_unavailable", true),
            503 => ("No provider can take the request now.", "provider_overloaded", true),
            504 or 524 => ("The provider timed out.", "timeout", true),
            529 => ("The provider is overloaded.", "provider_overloaded", true),
            _ => ("The request failed.", "unmapped", false),
        };
        return new WireError(status, $"{message ?? defaultMessage} (simulated)", errorType ?? defaultType) { FromProvider = fromProvider };
    }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool Retryable => Code is 408 or 429 or >= 500;
}
