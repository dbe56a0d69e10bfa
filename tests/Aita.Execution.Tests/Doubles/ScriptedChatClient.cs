using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Doubles;

/// <summary>A chat client that answers by delegate and keeps count of what it was asked.</summary>
internal sealed class ScriptedChatClient(Func<ScriptedCall, CancellationToken, Task<ChatResponse>> answer) : IChatClient
{
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);
    private int _calls;
    private int _inFlight;
    private int _peak;

    public ScriptedChatClient(Func<ScriptedCall, ChatResponse> answer)
        : this((call, _) => Task.FromResult(answer(call)))
    {
    }

    public int Calls => Volatile.Read(ref _calls);

    public int InFlight => Volatile.Read(ref _inFlight);

    public int Peak => Volatile.Read(ref _peak);

    public ChatClientMetadata Metadata { get; init; } = new("scripted", null, "test/model");

    public int TimesAsked(string text) => _asked.GetValueOrDefault(text);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> all = [.. messages];
        var text = all[^1].Text;
        var call = new ScriptedCall(Interlocked.Increment(ref _calls), _asked.AddOrUpdate(text, 1, static (_, n) => n + 1), text, all, options);
        var now = Interlocked.Increment(ref _inFlight);
        int peak;
        while (now > (peak = Volatile.Read(ref _peak)) && Interlocked.CompareExchange(ref _peak, now, peak) != peak)
        {
            // another call raised the peak
        }

        try
        {
            return await answer(call, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? Metadata : null;

    public void Dispose()
    {
    }
}

/// <summary>One request: its number, how often this text has been asked, and what was sent.</summary>
internal sealed record ScriptedCall(int Number, int Occurrence, string Text, IReadOnlyList<ChatMessage> Messages, ChatOptions? Options);
