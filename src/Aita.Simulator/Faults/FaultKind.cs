namespace Aita.Simulator;

/// <summary>What can go wrong with an answer.</summary>
public enum FaultKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>HTTP 408, the request timed out.</summary>
    RequestTimeout408,

    /// <summary>HTTP 429 from the upstream provider, given at once; OpenRouter's own limits are <see cref="RateLimitOptions"/>.</summary>
    RateLimited429,

    /// <summary>HTTP 500 with a masked message.</summary>
    ServerError500,

    /// <summary>HTTP 502, the upstream provider is down.</summary>
    BadGateway502,

    /// <summary>HTTP 503, no provider can take the request now.</summary>
    Unavailable503,

    /// <summary>HTTP 529, the provider is overloaded.</summary>
    Overloaded529,

    /// <summary>HTTP 200 whose body is only an error object, without choices.</summary>
    ErrorIn200,

    /// <summary>HTTP 200 with a beginning of the answer, finish reason <c>error</c> and the error in the choice.</summary>
    ErrorFinish,

    /// <summary>HTTP 200 with no text, no completion tokens and a null finish reason (a cold start).</summary>
    EmptyCompletion,

    /// <summary>HTTP 200 with the answer cut in the middle and finish reason <c>length</c>.</summary>
    Truncated,

    /// <summary>HTTP 200 with a refusal instead of content and finish reason <c>content_filter</c>.</summary>
    Refused,

    /// <summary>HTTP 200 with content that is not valid JSON: prose around it, a
    /// trailing comma, a missing bracket or single quotes.</summary>
    MalformedJson,

    /// <summary>HTTP 200 with LaTeX commands that are not escaped in the JSON, such as
    /// <c>\alpha</c> (illegal) and <c>\frac</c> (misread); needs a schema with a text.</summary>
    BrokenLatex,

    /// <summary>No answer ever; the connection stays open until the client gives up or the server stops.</summary>
    Hang,

    /// <summary>HTTP 200, a good answer whose body comes in small pieces.</summary>
    SlowBody,

    /// <summary>The connection is reset instead of an answer.</summary>
    ConnectionReset,

    /// <summary>A status and body given by <see cref="Fault.Answer"/>.</summary>
    Custom,
}
