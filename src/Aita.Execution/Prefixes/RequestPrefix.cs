namespace Aita.Execution;

/// <summary>How a request begins, up to the place from which on requests differ. Immutable.</summary>
/// <param name="Key">The same for all requests that begin alike.</param>
/// <param name="Message">Index of the last message that belongs to it, wholly or in part; -1 when it is the body of a raw request.</param>
/// <param name="Part">Index of the last content of that message that belongs to it.</param>
/// <param name="IsDeclared">Whether the task marked the place itself.</param>
internal sealed record RequestPrefix(string Key, int Message, int Part, bool IsDeclared)
{
    /// <summary>Of a raw request: the bytes of its body up to the end of the prefix.</summary>
    public int BodyEnd { get; init; }
}
