using System.Net;
using System.Text;
using Aita.Execution.Tests.Doubles;
using Aita.Simulator;

namespace Aita.Execution.Tests.Prefixes;

/// <summary>Raw requests over real HTTP, to a model that caches only what is marked. The simulator is the proxy in front of OpenRouter.</summary>
public sealed class RawPrefixHttpTests
{
    private const int Tasks = 60;

    private static readonly string Rubric = string.Concat(Enumerable.Repeat("Grade by it. ", 1000));

    [Fact]
    public async Task ExecuteBatchAsync_SharedSystemMessage_IsCachedOnceItIsMarked()
    {
        var marked = await RunAsync("anthropic/claude-haiku-4.5", static _ => Rubric);
        var plain = await RunAsync("anthropic/claude-haiku-4.5", static _ => Rubric, marks: false);

        // One request writes the cache, and up to three more before the first answer, when nothing was known of the group yet.
        Assert.InRange(marked.CachedTokens, (Tasks - 4) * Rubric.Length / 4, Tasks * Rubric.Length / 4);
        Assert.Equal(0, plain.CachedTokens);
        Assert.Equal(marked.PromptTokens, plain.PromptTokens);
        Assert.True(marked.Cost < plain.Cost / 4, $"{marked.Cost} and {plain.Cost}");
    }

    [Fact]
    public async Task ExecuteBatchAsync_EveryLineBeginsDifferently_HardlyAnythingIsWrittenToTheCache()
    {
        var marked = await RunAsync("anthropic/claude-haiku-4.5", static i => $"{i} {Rubric}");
        var plain = await RunAsync("anthropic/claude-haiku-4.5", static i => $"{i} {Rubric}", marks: false);

        Assert.InRange(marked.Cost / plain.Cost, 1m, 1.05m);
    }

    private static async Task<TrafficLog> RunAsync(string model, Func<int, string> system, bool marks = true)
    {
        await using var server = await SimulatorServer.StartAsync(new() { PromptCache = new() { ReadFactor = 0.1m, WriteFactor = 1.25m }, MedianCompletionTokens = 5 });
        using var http = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(server.BaseUrl.GetLeftPart(UriPartial.Authority)) });
        using var client = OpenRouterChatClient.Create(
            new OpenRouterOptions { BaseUrl = "http://openrouter.ai/api/v1", ApiKey = "sk-test", Model = model, HttpClient = http }, static _ => null, TimeProvider.System);
        var options = new ParallelExecutionOptions { MaxWorkers = 4, RateLimit = 0, EnableCheckpointing = false, CacheBreakpoints = marks };

        var result = await Executors.Over(client, options).RunAsync([.. Enumerable.Range(0, Tasks).Select(i => TaskOf(i, system(i)))]);

        Assert.Equal(100, result.SuccessRate);
        return server.Traffic;
    }

    private static ScriptedTask TaskOf(int i, string system)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"system","content":"{{system}}"},{"role":"user","content":"Answer {{i}}"}]}""");
        return new ScriptedTask($"t{i}") { Build = static () => [], ChatOptions = new() { RawRepresentationFactory = _ => new RawRequest(body) } };
    }
}
