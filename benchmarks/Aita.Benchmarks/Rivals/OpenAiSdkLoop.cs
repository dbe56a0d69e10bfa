using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using OpenAI;
using Polly;
using Polly.Retry;

namespace Aita.Benchmarks.Rivals;

/// <summary>
/// What the documentation of Microsoft.Extensions.AI leads to: the OpenAI SDK as an IChatClient, Parallel.ForEachAsync, and Polly for retries. No
/// checkpoint, cost, order or resume.
/// </summary>
internal static class OpenAiSdkLoop
{
    public static async Task<int> RunAsync(string input, string output, Uri baseUrl, int workers)
    {
        var settings = new OpenAIClientOptions { Endpoint = baseUrl, RetryPolicy = new ClientRetryPolicy(maxRetries: 0) };
        using var client = new OpenAIClient(new ApiKeyCredential("none"), settings).GetChatClient("google/gemini-2.5-flash").AsIChatClient();
        var retries = new ResiliencePipelineBuilder<ChatResponse>()
            .AddRetry(new RetryStrategyOptions<ChatResponse>
            {
                ShouldHandle = new PredicateBuilder<ChatResponse>().Handle<ClientResultException>(static e => e.Status is 429 or >= 500).Handle<HttpRequestException>(),
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromMilliseconds(100),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
        await using var lines = new LineOutput(output);
        await Parallel.ForEachAsync(File.ReadLinesAsync(input), new ParallelOptions { MaxDegreeOfParallelism = workers }, async (line, token) =>
        {
            var request = JsonNode.Parse(line)!;
            var body = request["body"]!;
            List<ChatMessage> messages =
                [.. body["messages"]!.AsArray().Select(static m => new ChatMessage(new ChatRole((string)m!["role"]!), (string)m["content"]!))];
            var options = new ChatOptions { MaxOutputTokens = (int?)body["max_tokens"], Temperature = (float?)body["temperature"] };
            var response = await retries.ExecuteAsync(
                static async (state, ct) => await state.client.GetResponseAsync(state.messages, state.options, ct), (client, messages, options), token);
            var answer = new JsonObject
            {
                ["custom_id"] = request["custom_id"]!.DeepClone(),
                ["text"] = response.Text,
                ["input_tokens"] = response.Usage?.InputTokenCount,
                ["output_tokens"] = response.Usage?.OutputTokenCount,
            };
            await lines.WriteAsync(answer, token);
        });
        return 0;
    }
}
