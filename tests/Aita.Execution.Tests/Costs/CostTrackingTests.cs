using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests;

public sealed class CostTrackingTests
{
    private readonly CostTracker _tracker = new(
        PriceBook.Empty.With("priced", new TokenPrice(1, 1)), time: new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero)));

    [Fact]
    public async Task GetResponse_SeveralOperationsAndModels_AreSummedApart()
    {
        using var inner = new ScriptedClient();
        using var transcribe = _tracker.Track(inner, "transcribe");
        using var grade = _tracker.Track(inner, "grade");

        await Ask(transcribe, "priced", new DataContent(new byte[1], "image/png"), new UriContent("https://x/y.jpg", "image/jpeg"), new TextContent("t"));
        await Ask(transcribe, "unpriced");
        await Ask(grade, "priced");

        var costs = _tracker.Snapshot();
        Assert.Equal(new CostTotals(3, 0, new TokenUsage(30, 15, 3), 2, 30, 1), costs.Total);
        Assert.Equal(new CostTotals(2, 0, new TokenUsage(20, 10, 2), 2, 15, 1), costs.ByOperation["transcribe"]);
        Assert.Equal(new CostTotals(1, 0, new TokenUsage(10, 5, 1), 0, 15, 0), costs.ByOperation["grade"]);
        Assert.Equal(["priced", "unpriced"], costs.ByModel.Keys);
        Assert.Equal(30, costs.ByModel["priced"].Cost);
    }

    [Theory]
    [InlineData(FailureKind.RateLimited, 0)]
    [InlineData(FailureKind.Unauthorized, 0)]
    [InlineData(FailureKind.Timeout, 1)]
    [InlineData(FailureKind.Server, 1)]
    public async Task GetResponse_Failure_IsCountedAndItsCostUnknownUnlessTurnedAway(FailureKind kind, long unknown)
    {
        using var client = _tracker.Track(new ScriptedClient { Error = new LlmException(kind, "no") }, "grade");

        await Assert.ThrowsAsync<LlmException>(() => Ask(client, "m"));

        Assert.Equal(new CostTotals(1, 1, default, 0, 0, unknown), _tracker.Snapshot().ByModel["m"]);
    }

    [Fact]
    public async Task GetStreamingResponse_ReadToTheEnd_IsCounted()
    {
        using var client = _tracker.Track(new ScriptedClient(), "grade");

        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, "Hi")], cancellationToken: TestContext.Current.CancellationToken))
        {
            Assert.NotNull(update);
        }

        Assert.Equal(new CostTotals(1, 0, new TokenUsage(10, 5, 1), 0, 0.75m, 0), _tracker.Snapshot().ByModel["default/model"]);
    }

    [Fact]
    public async Task GetStreamingResponse_LeftEarlyOrBroken_IsCountedOnceAsFailed()
    {
        using var left = _tracker.Track(new ScriptedClient(), "left");
        using var broken = _tracker.Track(new ScriptedClient { Error = new LlmException(FailureKind.Server, "no") }, "broken");

        await foreach (var update in left.GetStreamingResponseAsync([], cancellationToken: TestContext.Current.CancellationToken))
        {
            Assert.NotNull(update);
            break;
        }

        await Assert.ThrowsAsync<LlmException>(async () =>
        {
            await foreach (var update in broken.GetStreamingResponseAsync([], cancellationToken: TestContext.Current.CancellationToken))
            {
                Assert.NotNull(update);
            }
        });

        Assert.Equal(new CostTotals(1, 1, default, 0, 0, 1), _tracker.Snapshot().ByOperation["left"]);
        Assert.Equal(new CostTotals(1, 1, default, 0, 0, 1), _tracker.Snapshot().ByOperation["broken"]);
    }

    [Fact]
    public async Task GetResponse_OverHttp_TakesTheProvidersCostAndSendsNoOperation()
    {
        await using var server = new RawServer(RawReply.Json(Clients.Answer));
        using var client = _tracker.Track(Clients.To(server), "secret-operation");

        await client.GetResponseAsync([new(ChatRole.User, "Hi")], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(new CostTotals(1, 0, new TokenUsage(120, 30, 100), 0, 0.00012345m, 0), _tracker.Snapshot().ByModel["google/gemini-2.5-flash"]);
        Assert.DoesNotContain("secret-operation", server.Last.Head + server.Last.Text, StringComparison.Ordinal);
        Assert.NotNull(client.GetService<OpenRouterChatClient>());
    }

    [Fact]
    public async Task Record_FromManyThreads_LosesNothing()
    {
        var entry = new CostEntry { Timestamp = default, Operation = "o", Model = "m", Cost = 0.1m, Usage = new TokenUsage(1, 1) };
        await Parallel.ForAsync(0, 2000, TestContext.Current.CancellationToken, async (_, token) => await _tracker.RecordAsync(entry, token));

        Assert.Equal(new CostTotals(2000, 0, new TokenUsage(2000, 2000), 0, 200, 0), _tracker.Snapshot().Total);
    }

    private static Task<ChatResponse> Ask(CostTrackingChatClient client, string model, params AIContent[] contents) => client.GetResponseAsync(
        [new ChatMessage(ChatRole.User, contents)], new ChatOptions { ModelId = model }, TestContext.Current.CancellationToken);

    private sealed class ScriptedClient : IChatClient
    {
        public Exception? Error { get; init; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Error is not null
                ? Task.FromException<ChatResponse>(Error)
                : Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "x")) { ModelId = options?.ModelId, Usage = NewUsage() });

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, "x");
            if (Error is not null)
            {
                throw Error;
            }

            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(NewUsage())]) { RawRepresentation = new OpenRouterResponse { Cost = 0.75m } };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("test", null, "default/model") : null;

        public void Dispose()
        {
        }

        private static UsageDetails NewUsage() => new() { InputTokenCount = 10, OutputTokenCount = 5, CachedInputTokenCount = 1 };
    }
}
