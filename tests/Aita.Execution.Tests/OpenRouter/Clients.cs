using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests;

/// <summary>Clients of a <see cref="RawServer"/> that read nothing from the environment of the test run.</summary>
internal static class Clients
{
    public const string Key = "sk-or-v1-0123456789abcdef";

    public static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public const string Answer = """
        {"id":"gen-1","model":"google/gemini-2.5-flash","provider":"Google","object":"chat.completion","created":1750000000,
        "choices":[{"index":0,"finish_reason":"stop","native_finish_reason":"STOP","logprobs":null,"message":{"role":"assistant","content":"Hello \"you\" \\frac{1}{2} ü","refusal":null,"reasoning":"hidden"}}],
        "usage":{"prompt_tokens":120,"completion_tokens":30,"total_tokens":150,"cost":0.00012345,"is_byok":false,
        "prompt_tokens_details":{"cached_tokens":100,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":7}},"new_field":{"a":[1,2]}}
        """;

    public static OpenRouterChatClient To(RawServer server, JsonObject? extraBody = null) => Create(new OpenRouterOptions
    {
        BaseUrl = server.Url,
        ApiKey = Key,
        Model = "test/model",
        ExtraBody = extraBody,
    });

    public static OpenRouterChatClient Create(OpenRouterOptions options) =>
        OpenRouterChatClient.Create(options, static _ => null, new FakeTimeProvider(Now));

    public static Task<ChatResponse> AskAsync(this OpenRouterChatClient client, string text = "Hi", ChatOptions? options = null) =>
        client.GetResponseAsync(new List<ChatMessage> { new(ChatRole.User, text) }, options, TestContext.Current.CancellationToken);

    public static async Task<LlmException> FailAsync(RawReply reply)
    {
        await using var server = new RawServer(reply);
        using var client = To(server);
        return await Assert.ThrowsAsync<LlmException>(() => client.AskAsync());
    }
}
