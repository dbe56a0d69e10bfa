using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>A task made of a prompt and a function that reads the answer.</summary>
/// <typeparam name="TResult">Type of the value.</typeparam>
public sealed class SimpleLlmTask<TResult> : LlmTask<TResult>
{
    private readonly string _prompt;
    private readonly string? _systemPrompt;
    private readonly Func<string, TResult> _parse;

    /// <summary>Creates a task.</summary>
    /// <param name="id">Stable name, unique in the batch, not blank.</param>
    /// <param name="prompt">The user's message.</param>
    /// <param name="parse">Reads the answer; pure; throws when it cannot be used.</param>
    /// <param name="options">Model, temperature, output limit and so on; null leaves everything to the provider.</param>
    /// <param name="systemPrompt">The system message; null for none.</param>
    public SimpleLlmTask(string id, string prompt, Func<string, TResult> parse, ChatOptions? options = null, string? systemPrompt = null)
        : base(id)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(parse);
        (_prompt, _parse, _systemPrompt, Options) = (prompt, parse, systemPrompt, options);
    }

    /// <inheritdoc/>
    public override ChatOptions? Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ChatMessage> BuildMessages() => SimpleLlmTask.MessagesOf(_prompt, _systemPrompt);

    /// <inheritdoc/>
    public override TResult ParseResponse(string text) => _parse(text);
}

/// <summary>A task made of a prompt, whose value is the text of the answer.</summary>
public sealed class SimpleLlmTask : LlmTask<string>
{
    private readonly string _prompt;
    private readonly string? _systemPrompt;

    /// <summary>Creates a task.</summary>
    /// <param name="id">Stable name, unique in the batch, not blank.</param>
    /// <param name="prompt">The user's message.</param>
    /// <param name="options">Model, temperature, output limit and so on; null leaves everything to the provider.</param>
    /// <param name="systemPrompt">The system message; null for none.</param>
    public SimpleLlmTask(string id, string prompt, ChatOptions? options = null, string? systemPrompt = null)
        : base(id)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        (_prompt, _systemPrompt, Options) = (prompt, systemPrompt, options);
    }

    /// <inheritdoc/>
    public override ChatOptions? Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ChatMessage> BuildMessages() => MessagesOf(_prompt, _systemPrompt);

    /// <inheritdoc/>
    public override string ParseResponse(string text) => text;

    internal static ChatMessage[] MessagesOf(string prompt, string? systemPrompt) => systemPrompt is null
        ? [new(ChatRole.User, prompt)]
        : [new(ChatRole.System, systemPrompt), new(ChatRole.User, prompt)];
}
