using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests;

public sealed class StreamTests
{
    [Fact]
    public async Task Stream_FullAnswer_YieldsTextThenUsageAndCost()
    {
        var (updates, server) = await ReadAsync(RawReply.Sse(
            """
            : OPENROUTER PROCESSING

            data: {"id":"gen-1","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}]}

            : OPENROUTER PROCESSING

            event: message
            data: {"id":"gen-1","model":"m","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}

            data: {"id":"gen-1","model":"m","provider":"Google","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"cost":0.25}}

            data: [DONE]


            """));

        var response = updates.ToChatResponse();
        Assert.Equal(("Hello", "gen-1", "m", ChatFinishReason.Stop), (response.Text, response.ResponseId, response.ModelId, response.FinishReason));
        Assert.Equal((5, 2), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
        Assert.Equal((0.25m, "Google"), (((OpenRouterResponse)updates[^1].RawRepresentation!).Cost, ((OpenRouterResponse)updates[^1].RawRepresentation!).Provider));
        Assert.EndsWith(""","stream":true,"stream_options":{"include_usage":true}}""", server.Last.Text, StringComparison.Ordinal);
        Assert.Equal("text/event-stream", server.Last.Header("Accept"));
    }

    [Theory]
    [InlineData("data: {\"error\":{\"code\":502,\"message\":\"lost\"},\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}\n\n", FailureKind.Server, "lost")]
    [InlineData("data: {\"error\":{\"code\":429,\"message\":\"slow\"}}\n\n", FailureKind.RateLimited, "slow")]
    [InlineData("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"error\",\"error\":{\"code\":503,\"message\":\"busy\"}}]}\n\n", FailureKind.Overloaded, "busy")]
    [InlineData("", FailureKind.Server, "ended before")]
    [InlineData("data: {\"choi", FailureKind.Server, "ended before")]
    [InlineData("data: {\"choi\n\n", FailureKind.Server, "not complete JSON")]
    public async Task Stream_FailsInTheMiddle_KeepsWhatWasSaidAndThrows(string end, FailureKind kind, string reason)
    {
        var updates = new List<ChatResponseUpdate>();
        var exception = await Assert.ThrowsAsync<LlmException>(() => ReadAsync(
            RawReply.Sse("data: {\"choices\":[{\"delta\":{\"content\":\"half\"},\"finish_reason\":null}]}\n\n" + end), updates));

        Assert.Equal(kind, exception.Kind);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Equal("half", Assert.Single(updates).Text);
    }

    [Fact]
    public async Task Stream_DoneWithoutAWord_IsAFailure() =>
        Assert.Equal(
            FailureKind.Server,
            (await Assert.ThrowsAsync<LlmException>(() => ReadAsync(RawReply.Sse("data: {\"choices\":[{\"delta\":{\"content\":\"\"}}]}\n\ndata: [DONE]\n\n")))).Kind);

    [Fact]
    public async Task Stream_Refusal_IsContentFilter()
    {
        var (updates, _) = await ReadAsync(RawReply.Sse(
            "data: {\"choices\":[{\"delta\":{\"refusal\":\"No.\"}}]}\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"));

        Assert.Equal(("No.", ChatFinishReason.ContentFilter), (updates.ToChatResponse().Text, updates.ToChatResponse().FinishReason));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(429)]
    public async Task Stream_ErrorAsJson_IsClassified(int status)
    {
        var exception = await Assert.ThrowsAsync<LlmException>(() => ReadAsync(RawReply.Json("""{"error":{"code":429,"message":"slow"}}""", status, "Retry-After: 3")));

        Assert.Equal(FailureKind.RateLimited, exception.Kind);
    }

    [Fact]
    public async Task Stream_ServerThatDoesNotStream_YieldsTheWholeAnswer()
    {
        var (updates, _) = await ReadAsync(RawReply.Json(Clients.Answer));

        Assert.StartsWith("Hello", updates.ToChatResponse().Text);
        Assert.Equal(120, updates.ToChatResponse().Usage!.InputTokenCount);
    }

    [Fact]
    public async Task Stream_ReaderLeaves_ClosesTheConnection()
    {
        await using var server = new RawServer(RawReply.Sse("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", close: false));
        using var client = Clients.To(server);

        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, "Hi")], cancellationToken: TestContext.Current.CancellationToken))
        {
            Assert.Equal("a", update.Text);
            break;
        }

        await server.ClientLeft.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static async Task<(List<ChatResponseUpdate> Updates, RawServer Server)> ReadAsync(RawReply reply, List<ChatResponseUpdate>? updates = null)
    {
        updates ??= [];
        await using var server = new RawServer(reply);
        using var client = Clients.To(server);
        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, "Hi")], cancellationToken: TestContext.Current.CancellationToken))
        {
            updates.Add(update);
        }

        return (updates, server);
    }
}
