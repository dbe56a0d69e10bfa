namespace Aita.Simulator;

/// <summary>A model on the simulator's list, with its prices. The default prices are invented but of the usual size.</summary>
public sealed record SimulatedModel
{
    /// <summary>The id that requests name, for example <c>google/gemini-2.5-flash</c>.</summary>
    public required string Id { get; init; }

    /// <summary>USD per prompt token.</summary>
    /// <value>The default is 0.0000003 (USD 0.30 per million tokens).</value>
    public decimal PromptPrice { get; init; } = 0.0000003m;

    /// <summary>USD per completion token.</summary>
    /// <value>The default is 0.0000025 (USD 2.50 per million tokens).</value>
    public decimal CompletionPrice { get; init; } = 0.0000025m;

    /// <summary>Tokens that prompt and answer may have together; a longer prompt is refused with status 400.</summary>
    /// <value>The default is 1,048,576 tokens.</value>
    public int ContextLength { get; init; } = 1_048_576;

    /// <summary>The most tokens of an answer; longer ones are cut off. Told as <c>max_completion_tokens</c> of the top provider.</summary>
    /// <value>The default is 65,536 tokens.</value>
    public int MaxCompletionTokens { get; init; } = 65_536;

    /// <summary>The models offered unless others are given.</summary>
    public static IReadOnlyList<SimulatedModel> Defaults { get; } =
    [
        new() { Id = "google/gemini-2.5-flash" },
        new() { Id = "google/gemini-2.5-flash-lite", PromptPrice = 0.0000001m, CompletionPrice = 0.0000004m },
        new() { Id = "google/gemini-2.5-pro", PromptPrice = 0.00000125m, CompletionPrice = 0.00001m },
        new() { Id = "openai/gpt-4o-mini", PromptPrice = 0.00000015m, CompletionPrice = 0.0000006m, ContextLength = 128_000, MaxCompletionTokens = 16_384 },
        new() { Id = "anthropic/claude-haiku-4.5", PromptPrice = 0.000001m, CompletionPrice = 0.000005m, ContextLength = 200_000 },
        new() { Id = "simulator/free", PromptPrice = 0, CompletionPrice = 0 },
    ];
}
