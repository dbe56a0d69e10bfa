using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Tests.Stages;

/// <summary>A model that answers by a function of the prompt, and remembers what it was asked.</summary>
internal sealed class ScriptedModel(Func<string, string> answer) : IChatClient
{
    private readonly ConcurrentQueue<IReadOnlyList<ChatMessage>> _requests = new();

    public IReadOnlyList<IReadOnlyList<ChatMessage>> Requests => [.. _requests];

    /// <summary>The first prompt of each request.</summary>
    public IEnumerable<string> Prompts => Requests.Select(request => request[0].Text);

    /// <summary>Called with the number of requests so far.</summary>
    public Action<int>? Asked { get; set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> request = [.. messages];
        _requests.Enqueue(request);
        Asked?.Invoke(_requests.Count);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer(string.Join("\n", request.Select(message => message.Text)))))
        {
            FinishReason = ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 50 },
        });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Nothing here streams.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
