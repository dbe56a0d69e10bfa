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
        if (marks && !prefix.IsDeclared && IsToBeTold(options.ModelId ?? ModelIn(item.RawBody) ?? defaultModel) && BreakpointOf(item, prefix) is { } breakpoint)
        {
            options.AdditionalProperties[CacheBreakpoint.Option] = breakpoint;
        }

        return options;
    }

    private static string? ModelIn(ReadOnlyMemory<byte>? rawBody) => rawBody is { } body ? RawRequestReader.ModelOf(body.Span) : null;

    private static bool IsToBeTold(string? model) => model?.StartsWith("anthropic/", StringComparison.OrdinalIgnoreCase) == true;

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
