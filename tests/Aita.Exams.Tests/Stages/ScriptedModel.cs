using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Tests.Stages;

/// <summary>A model that answers by a function of the prompt, and remembers what it was asked.</summary>
internal sealed class ScriptedModel(Func<string, int, string> answer) : IChatClient
{
    public ScriptedModel(Func<string, string> answer)
        : this((prompt, _) => answer(prompt))
    {
    }

    private readonly ConcurrentQueue<IReadOnlyList<ChatMessage>> _requests = new();

    public IReadOnlyList<IReadOnlyList<ChatMessage>> Requests => [.. _requests];

    /// <summary>The first prompt of each request.</summary>
    public IEnumerable<string> Prompts => Requests.Select(request => request[0].Text);

    /// <summary>Called with the number of requests so far.</summary>
    public Action<int>? Asked { get; set; }

    /// <summary>Awaited before each answer, with the number of requests so far.</summary>
    public Func<int, Task>? Meanwhile { get; set; }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> request = [.. messages];
        _requests.Enqueue(request);
        Asked?.Invoke(_requests.Count);
        if (Meanwhile is { } meanwhile)
        {
            await meanwhile(_requests.Count);
        }

        return new ChatResponse(new ChatMessage(ChatRole.Assistant, answer(string.Join("\n", request.Select(message => message.Text)), ImageOf(request))))
        {
            FinishReason = ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 50 },
        };
    }

    /// <summary>Tells images apart; the same bytes are the same image.</summary>
    private static int ImageOf(List<ChatMessage> request)
    {
        var hash = new HashCode();
        foreach (var image in request[0].Contents.OfType<DataContent>())
        {
            hash.AddBytes(image.Data.Span);
        }

        return hash.ToHashCode();
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Nothing here streams.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
