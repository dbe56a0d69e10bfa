using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Aita.Simulator;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests;

/// <summary>The client against a server that was written from the same facts by other hands.</summary>
public sealed class SimulatorTests
{
    [Theory]
    [InlineData(FaultKind.RequestTimeout408, FailureKind.Timeout)]
    [InlineData(FaultKind.RateLimited429, FailureKind.RateLimited)]
    [InlineData(FaultKind.ServerError500, FailureKind.Server)]
    [InlineData(FaultKind.BadGateway502, FailureKind.Server)]
    [InlineData(FaultKind.Unavailable503, FailureKind.Overloaded)]
    [InlineData(FaultKind.Overloaded529, FailureKind.Overloaded)]
    [InlineData(FaultKind.ErrorFinish, FailureKind.Server)]
    [InlineData(FaultKind.EmptyCompletion, FailureKind.Server)]
    [InlineData(FaultKind.ConnectionReset, FailureKind.Network)]
    public async Task GetResponse_Fault_IsClassified(FaultKind fault, FailureKind expected)
    {
        await using var server = await StartAsync(new() { Faults = new() { Probabilities = new Dictionary<FaultKind, double> { [fault] = 1 } } });
        using var client = ClientOf(server);

        var exception = await Assert.ThrowsAsync<LlmException>(() => client.AskAsync());

        Assert.Equal(expected, exception.Kind);
        Assert.True(exception.Failure.IsTransient);
    }

    [Fact]
    public async Task RoundTrip_AConnectionHasOpened_IsWhatItTook()
    {
        var latency = TimeSpan.FromSeconds(1);
        await using var server = await StartAsync(new() { Latency = LatencyModel.Constant(latency) });
        using var client = OpenRouterChatClient.Create(new OpenRouterOptions { BaseUrl = server.BaseUrl.AbsoluteUri });
        Assert.Null(client.RoundTrip);

        var started = TimeProvider.System.GetTimestamp();
        await client.AskAsync();
        var all = TimeProvider.System.GetElapsedTime(started);

        Assert.InRange(client.RoundTrip!.Value, TimeSpan.FromTicks(1), all - latency + TimeSpan.FromMilliseconds(5)); // without the time of the answer
    }

    [Fact]
    public async Task GetResponse_NobodyListens_FailsWithoutABill()
    {
        using var unheard = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unheard.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // so that nobody else gets the port
        using var client = Clients.Create(new() { BaseUrl = $"http://{unheard.LocalEndPoint}/v1", ApiKey = Clients.Key, Model = "google/gemini-2.5-flash" });

        var exception = await Assert.ThrowsAsync<LlmException>(() => client.AskAsync());

        Assert.Equal((FailureKind.Network, false), (exception.Kind, exception.Failure.MayBeBilled));
    }

    [Fact]
    public async Task GetResponse_ErrorIn200_IsTransient()
    {
        await using var server = await StartAsync(new() { Faults = new() { Probabilities = new Dictionary<FaultKind, double> { [FaultKind.ErrorIn200] = 1 } } });
        using var client = ClientOf(server);

        Assert.True((await Assert.ThrowsAsync<LlmException>(() => client.AskAsync())).Failure.IsTransient);
    }

    [Theory]
    [InlineData(FaultKind.Truncated, "length")]
    [InlineData(FaultKind.Refused, "content_filter")]
    public async Task GetResponse_FlawedAnswer_HasItsFinishReason(FaultKind fault, string expected)
    {
        await using var server = await StartAsync(new() { Faults = new() { Probabilities = new Dictionary<FaultKind, double> { [fault] = 1 } } });
        using var client = ClientOf(server);

        Assert.Equal(expected, (await client.AskAsync()).FinishReason?.Value);
    }

    [Fact]
    public async Task GetResponse_SchemaAndImage_AreUnderstoodAndBilled()
    {
        await using var server = await StartAsync(new());
        using var client = ClientOf(server);
        using var schema = JsonDocument.Parse("""{"type":"object","properties":{"label":{"type":"string"}},"required":["label"],"additionalProperties":false}""");

        var response = await client.GetResponseAsync(
            [new ChatMessage(ChatRole.User, [new TextContent("Label it"), new DataContent(new byte[1000], "image/png")])],
            new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.RootElement, "label") },
            TestContext.Current.CancellationToken);

        using var answer = JsonDocument.Parse(response.Text);
        Assert.Equal(JsonValueKind.String, answer.RootElement.GetProperty("label").ValueKind);
        Assert.Equal(server.Traffic.Cost, ((OpenRouterResponse)response.RawRepresentation!).Cost);
        Assert.Equal(server.Traffic.PromptTokens, response.Usage!.InputTokenCount);
    }

    [Fact]
    public async Task GetStreamingResponse_Answer_IsTheSameAsTheWholeOne()
    {
        await using var server = await StartAsync(new());
        using var client = ClientOf(server);
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "Hi")], cancellationToken: TestContext.Current.CancellationToken))
        {
            updates.Add(update);
        }

        var streamed = updates.ToChatResponse();
        Assert.NotEmpty(streamed.Text);
        Assert.Equal(ChatFinishReason.Stop, streamed.FinishReason);
        Assert.Equal(server.Traffic.CompletionTokens, streamed.Usage!.OutputTokenCount);
        Assert.Contains(updates, update => (update.RawRepresentation as OpenRouterResponse)?.Cost == server.Traffic.Cost);
    }

    [Fact]
    public async Task ReadPricesAndKey_Server_AnswersBoth()
    {
        await using var server = await StartAsync(new() { RequiredKey = Clients.Key });
        using var client = ClientOf(server);

        Assert.True((await client.ReadPricesAsync(TestContext.Current.CancellationToken)).Count > 0);
        Assert.NotNull(await client.CheckKeyAsync(TestContext.Current.CancellationToken));
        using var stranger = Clients.Create(new() { BaseUrl = server.BaseUrl.AbsoluteUri, ApiKey = "another-key" });
        Assert.Equal(FailureKind.Unauthorized, (await Assert.ThrowsAsync<LlmException>(() => stranger.AskAsync())).Kind);
    }

    private static Task<SimulatorServer> StartAsync(SimulatorOptions options) => SimulatorServer.StartAsync(options, TestContext.Current.CancellationToken);

    private static OpenRouterChatClient ClientOf(SimulatorServer server) =>
        Clients.Create(new() { BaseUrl = server.BaseUrl.AbsoluteUri, ApiKey = Clients.Key, Model = "google/gemini-2.5-flash" });
}
