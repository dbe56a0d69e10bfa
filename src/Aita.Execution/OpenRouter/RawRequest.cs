namespace Aita.Execution;

/// <summary>
/// A request body that is sent as it is. Return one from <see cref="Microsoft.Extensions.AI.ChatOptions.RawRepresentationFactory"/>:
/// the messages and all other options are then ignored, and only a missing <c>model</c> is filled in. A body with <c>"stream":true</c>
/// is refused. Immutable.
/// </summary>
/// <param name="body">A chat completion request as UTF-8 JSON. Must not change while requests are in flight.</param>
public sealed class RawRequest(ReadOnlyMemory<byte> body)
{
    /// <summary>The chat completion request as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>Whether the model of the options replaces the one in the body.</summary>
    internal bool ReplacesModel { get; init; }
}
