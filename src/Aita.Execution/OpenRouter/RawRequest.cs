namespace Aita.Execution;

/// <summary>
/// A request body that is sent as it is. Return one from <see cref="Microsoft.Extensions.AI.ChatOptions.RawRepresentationFactory"/>:
/// the messages and all other options are then ignored, and only a missing <c>model</c> is filled in. A body with <c>"stream":true</c>
/// is refused. When an answer is repaired (<see cref="LlmTask.BuildRepairMessages"/>), the texts of the messages that were not
/// handed to it go to the end of the body's own. Immutable.
/// </summary>
/// <param name="body">A chat completion request as UTF-8 JSON. Must not change while requests are in flight.</param>
public sealed class RawRequest(ReadOnlyMemory<byte> body)
{
    /// <summary>The chat completion request as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>
    /// Estimates its input tokens: a token for four bytes of text, and the formula of the model's provider for an image in the body. One that is only
    /// linked to counts as a page of A4 at 150 dots per inch, a sound or a document as 1,500 tokens. Never throws.
    /// </summary>
    /// <param name="model">The model that is asked; null counts images like most models do.</param>
    public long EstimateInputTokens(string? model = null) => BodyEstimate.Input(Body.Span, model).Likely;

    /// <summary>Whether the model of the options replaces the one in the body.</summary>
    internal bool ReplacesModel { get; init; }
}
