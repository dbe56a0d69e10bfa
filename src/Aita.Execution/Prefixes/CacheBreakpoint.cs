namespace Aita.Execution;

/// <summary>Where the shared beginning of a request ends; the client marks it for models that must be told what to cache.</summary>
/// <param name="Message">Index of the message.</param>
/// <param name="Part">Index of its content.</param>
internal sealed record CacheBreakpoint(int Message, int Part)
{
    /// <summary>Field of a content that is to be cached up to here, in OpenRouter's and Anthropic's format.</summary>
    public const string Field = "cache_control";

    /// <summary>Of a raw request: its last content within this many bytes of its body is marked.</summary>
    public int BodyEnd { get; init; }

    /// <summary>Name under which <see cref="Microsoft.Extensions.AI.ChatOptions.AdditionalProperties"/> hold it on its way to the client; never sent.</summary>
    public const string Option = "aita.cache_breakpoint";
}
