using System.Text;
using System.Text.Json;
using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Prefixes;

public sealed class PrefixWireTests
{
    private static readonly ChatMessage[] Messages = [new(ChatRole.System, "rubric"), new(ChatRole.User, "answer")];

    [Theory]
    [InlineData("https://openrouter.ai/api/v1", null, "anthropic/claude-sonnet-4", true, true)]
    [InlineData("https://eu.openrouter.ai/api/v1", null, "google/gemini-2.5-flash", true, false)]
    [InlineData("https://openrouter.ai/api/v1", "mine", "anthropic/claude-sonnet-4", false, false)]
    [InlineData("http://localhost:1/v1", null, "anthropic/claude-sonnet-4", false, false)]
    public void OptionsOf_EndpointAndModel_SessionAndBreakpointWhereTheyAreUnderstood(
        string url, string? session, string model, bool hasSession, bool hasBreakpoint)
    {
        using var client = OpenRouterChatClient.Create(
            new OpenRouterOptions { ApiKey = "sk-test-key", BaseUrl = url, Model = model, SessionId = session }, _ => null, TimeProvider.System);
        var item = new WorkItem(new ScriptedTask("t"), parent: null) { Prefix = new RequestPrefix(new string('a', 64), 0, 0, IsDeclared: false) };

        var options = new PrefixRouting(client, model).OptionsOf(item);

        Assert.Equal(hasSession, options?.AdditionalProperties?.ContainsKey("session_id") == true);
        Assert.Equal(hasBreakpoint, options?.AdditionalProperties?.ContainsKey(CacheBreakpoint.Option) == true);
    }

    [Theory]
    [InlineData("https://openrouter.ai/api/v1", "anthropic/claude-sonnet-4", "", false)]
    [InlineData("https://openrouter.ai/api/v1", "anthropic/claude-sonnet-4", "\"cache_control\":{\"type\":\"ephemeral\"},", true)]
    [InlineData("https://openrouter.ai/api/v1", "google/gemini-2.5-flash", "", true)]
    [InlineData("http://localhost:1/v1", "anthropic/claude-sonnet-4", "", true)]
    public async Task ExecuteBatchAsync_NoBreakpointsAreSet_WorkersIdleOnlyForWhatMayBeCached(string url, string model, string mark, bool held)
    {
        using var wire = new HangingWire(requests: 20);
        using var http = new HttpClient(wire);
        using var client = OpenRouterChatClient.Create(
            new OpenRouterOptions { ApiKey = "sk-test-key", BaseUrl = url, Model = model, HttpClient = http }, _ => null, TimeProvider.System);
        var options = new ParallelExecutionOptions
        {
            MaxWorkers = 20,
            RateLimit = 0,
            EnableCheckpointing = false,
            CacheBreakpoints = false,
            DrainTimeout = TimeSpan.Zero,
        };
        var tasks = Enumerable.Range(0, 400).Select(i => TaskOf(i, mark)).ToArray();
        using var stop = new CancellationTokenSource();

        var running = Executors.Over(client, options).RunAsync(tasks, cancellationToken: stop.Token);
        await (held ? wire.SecondCame : wire.AllCame).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await running;

        Assert.InRange(wire.Requests, held ? 2 : 20, held ? 2 : 20);
    }

    private static ScriptedTask TaskOf(int i, string mark)
    {
        var body = Encoding.UTF8.GetBytes(
            $$$"""{"messages":[{"role":"system","content":[{{{{mark}}}"type":"text","text":"{{{new string('r', 5000)}}}"}]},{"role":"user","content":"{{{i}}}"}]}""");
        return new ScriptedTask($"t{i}") { Build = static () => [], ChatOptions = new() { RawRepresentationFactory = _ => new RawRequest(body) } };
    }

    [Fact]
    public async Task Write_Breakpoint_MarksTheLastSharedContentAndIsNotSentItself()
    {
        var options = new ChatOptions { AdditionalProperties = new() { ["session_id"] = "s", [CacheBreakpoint.Option] = new CacheBreakpoint(0, 0) } };

        using var body = await WriteAsync(options);

        var messages = body.RootElement.GetProperty("messages");
        var part = messages[0].GetProperty("content")[0];
        Assert.Equal("rubric", part.GetProperty("text").GetString());
        Assert.Equal("ephemeral", part.GetProperty("cache_control").GetProperty("type").GetString());
        Assert.Equal("answer", messages[1].GetProperty("content").GetString());
        Assert.Equal("s", body.RootElement.GetProperty("session_id").GetString());
        Assert.False(body.RootElement.TryGetProperty(CacheBreakpoint.Option, out _));
    }

    private static async Task<JsonDocument> WriteAsync(ChatOptions options)
    {
        using var content = new ChatRequestWriter("m", "max_tokens", extraBody: null).Write(Messages, options, stream: false);
        using var stream = new MemoryStream();
        await content.CopyToAsync(stream, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>Answers nothing; tells when requests have come.</summary>
    private sealed class HangingWire(int requests) : HttpMessageHandler
    {
        private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _requests;

        public int Requests => Volatile.Read(ref _requests);

        public Task SecondCame => _second.Task;

        public Task AllCame => _all.Task;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref _requests);
            _ = number >= 2 && _second.TrySetResult();
            _ = number >= requests && _all.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("It waits for ever.");
        }
    }
}
