using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// Adds to a request what OpenRouter needs for its cache to be hit: one session for each run and prefix, which keeps them at one provider, and a
/// breakpoint for models that must be told what to cache. Other servers get the request as it is.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="defaultModel">The model of requests that name none.</param>
/// <param name="marks">Whether breakpoints are set.</param>
/// <param name="isShared">Whether others begin like a raw request, by the key of its prefix: what is written to the cache costs more. Null: always.</param>
internal sealed class PrefixRouting(IChatClient client, string? defaultModel, bool marks = true, Func<string, bool>? isShared = null)
{
    /// <summary>Field of the request, 256 characters at most.</summary>
    public const string SessionField = "session_id";

    private const int KeyDigits = 16;

    private readonly bool _applies = client.GetService<OpenRouterChatClient>() is { RoutesBySession: true };
    private readonly string _run = Guid.NewGuid().ToString("N")[..KeyDigits];

    /// <summary>The options to send a task's request with. Notes in the item when the request leaves nothing in the cache.</summary>
    public ChatOptions? OptionsOf(WorkItem item)
    {
        item.LeavesNoPrefix = false;
        if (!_applies || item.Prefix is not { } prefix || item.Options?.AdditionalProperties?.ContainsKey(SessionField) == true)
        {
            return item.Options;
        }

        var options = item.Options?.Clone() ?? new ChatOptions();
        options.AdditionalProperties = options.AdditionalProperties is { } more ? new(more) : [];
        options.AdditionalProperties[SessionField] = $"aita-{_run}-{prefix.Key[..KeyDigits]}";
        if (marks && !prefix.IsDeclared && IsToBeTold(item) && BreakpointOf(item, prefix) is { } breakpoint)
        {
            options.AdditionalProperties[CacheBreakpoint.Option] = breakpoint;
        }

        return options;
    }

    /// <summary>Whether a request with this prefix leaves it in a cache, for all that is known: not where the model must be told, and nobody does.</summary>
    public bool IsCached(WorkItem item, RequestPrefix prefix) =>
        !_applies || marks || prefix.IsDeclared || !IsToBeTold(item) || (item.RawBody is { } body && RawBreakpoint.IsIn(body.Span));

    private bool IsToBeTold(WorkItem item) =>
        (item.Options?.ModelId ?? ModelIn(item.RawBody) ?? defaultModel)?.StartsWith("anthropic/", StringComparison.OrdinalIgnoreCase) == true;

    private static string? ModelIn(ReadOnlyMemory<byte>? rawBody) => rawBody is { } body ? RawRequestReader.ModelOf(body.Span) : null;

    private CacheBreakpoint? BreakpointOf(WorkItem item, RequestPrefix prefix)
    {
        if (item.RawBody is not { } body)
        {
            return new CacheBreakpoint(prefix.Message, prefix.Part);
        }

        if (RawBreakpoint.IsIn(body.Span))
        {
            return null; // the author has marked it
        }

        item.LeavesNoPrefix = isShared?.Invoke(prefix.Key) == false;
        return item.LeavesNoPrefix ? null : new CacheBreakpoint(prefix.Message, prefix.Part) { BodyEnd = prefix.BodyEnd };
    }
}
