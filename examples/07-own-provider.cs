#:project ../src/Aita.Execution/Aita.Execution.csproj
#:project ../src/Aita.Simulator/Aita.Simulator.csproj
#:package Microsoft.Extensions.AI.OpenAI

// Any IChatClient can be the provider: the OpenAI SDK, or a class of one's own.

using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Aita.Execution;
using Aita.Simulator;
using Microsoft.Extensions.AI;
using OpenAI;

var tasks = Enumerable.Range(1, 3).Select(i => new SimpleLlmTask($"task_{i}", $"Say {i} in Latin.")).ToList();
ParallelExecutionOptions options = new() { EnableCheckpointing = false };

// Here the OpenAI SDK talks to the simulator, whose answers are simulated.
await using var simulator = await SimulatorServer.StartAsync(new() { MedianCompletionTokens = 10 });
var endpoint = simulator.BaseUrl;

#region openai
using var openAi = new OpenAIClient(new ApiKeyCredential("no-key"), new OpenAIClientOptions
{
    Endpoint = endpoint,
    RetryPolicy = new ClientRetryPolicy(maxRetries: 0), // retries are the executor's
    NetworkTimeout = Timeout.InfiniteTimeSpan,          // and so is the time allowed
}).GetChatClient("gpt-5-mini").AsIChatClient();
#endregion
Write("OpenAI SDK", await new ParallelLlmExecutor(openAi, options).ExecuteBatchAsync(tasks, "sdk"));

using var own = new LatinChatClient();
Write("own client", await new ParallelLlmExecutor(own, options).ExecuteBatchAsync(tasks, "own"));

static void Write(string client, BatchResult<string> result)
{
    foreach (var outcome in result.TaskResults)
    {
        Console.WriteLine($"{client}: {outcome.TaskId}: {(outcome.TryGetValue(out var text) ? text : outcome.Error)}");
    }
}

#region own
internal sealed class LatinChatClient : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var asked = messages.Last().Text;
        var answer = asked.Contains('1') ? "unus" : asked.Contains('2') ? "duo" : throw new LlmException(FailureKind.Refused, "It counts to two.");
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer)) { FinishReason = ChatFinishReason.Stop });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
#endregion
