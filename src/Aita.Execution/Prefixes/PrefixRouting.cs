using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// Adds to a request what OpenRouter needs for its cache to be hit: one session for each run and prefix, which keeps them at one provider, and a
/// breakpoint for models that must be told what to cache. Other servers get the request as it is.
/// </summary>
internal sealed class PrefixRouting(IChatClient client, string? defaultModel)
{
    /// <summary>Field of the request, 256 characters at most.</summary>
    public const string SessionField = "session_id";

    private const int KeyDigits = 16;

    private readonly bool _applies = client.GetService<OpenRouterChatClient>() is { RoutesBySession: true };
    private readonly string _run = Guid.NewGuid().ToString("N")[..KeyDigits];

    /// <summary>The options to send a task's request with.</summary>
    public ChatOptions? OptionsOf(WorkItem item)
    {
        if (!_applies || item.Prefix is not { } prefix || item.Options?.AdditionalProperties?.ContainsKey(SessionField) == true)
        {
            return item.Options;
        }

        var options = item.Options?.Clone() ?? new ChatOptions();
        options.AdditionalProperties = options.AdditionalProperties is { } more ? new(more) : [];
        options.AdditionalProperties[SessionField] = $"aita-{_run}-{prefix.Key[..KeyDigits]}";
        if (!prefix.IsDeclared && (options.ModelId ?? defaultModel)?.StartsWith("anthropic/", StringComparison.OrdinalIgnoreCase) == true)
        {
            options.AdditionalProperties[CacheBreakpoint.Option] = new CacheBreakpoint(prefix.Message, prefix.Part);
        }

        return options;
    }
}
