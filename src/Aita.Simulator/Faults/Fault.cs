namespace Aita.Simulator;

/// <summary>One fault with its details.</summary>
/// <param name="Kind">What goes wrong.</param>
public sealed record Fault(FaultKind Kind)
{
    /// <summary>HTTP status of <see cref="FaultKind.Custom"/>, or the code inside
    /// <see cref="FaultKind.ErrorIn200"/> and <see cref="FaultKind.ErrorFinish"/>.</summary>
    /// <value>The default is 502.</value>
    public int StatusCode { get; init; } = 502;

    /// <summary>The <c>Retry-After</c> header in whole seconds; null sends none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The error's message; null takes one that fits the status.</summary>
    public string? Message { get; init; }

    /// <summary>The stable <c>error_type</c>; null takes the one of the status.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The whole body of <see cref="FaultKind.Custom"/>; null writes OpenRouter's error object.</summary>
    public string? Body { get; init; }

    /// <summary>Content type of <see cref="Body"/>.</summary>
    /// <value>The default is <c>application/json</c>.</value>
    public string ContentType { get; init; } = "application/json";

    /// <summary>How long the body of <see cref="FaultKind.SlowBody"/> takes.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Any HTTP status with OpenRouter's error body, or with a body of one's own (for example an HTML page of a proxy).</summary>
    public static Fault Answer(int status, string? body = null, string contentType = "application/json", int? retryAfterSeconds = null) =>
        new(FaultKind.Custom) { StatusCode = status, Body = body, ContentType = contentType, RetryAfterSeconds = retryAfterSeconds };

    /// <summary>The HTTP status of a fault that replaces the answer by an error status; null for the others.</summary>
    internal int? ErrorStatus => Kind switch
    {
        FaultKind.RequestTimeout408 => 408,
        FaultKind.RateLimited429 => 429,
        FaultKind.ServerError500 => 500,
        FaultKind.BadGateway502 => 502,
        FaultKind.Unavailable503 => 503,
        FaultKind.Overloaded529 => 529,
        FaultKind.Custom => StatusCode,
        _ => null,
    };
}
