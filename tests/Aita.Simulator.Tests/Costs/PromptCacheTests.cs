using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Simulator.Tests.Costs;

public sealed class PromptCacheTests
{
    private static readonly string Instructions = string.Concat(Enumerable.Repeat("Grade by the rubric. ", 400));

    [Fact]
    public async Task Post_SharedSystemMessage_IsCachedFromTheSecondRequestOnAndCostsLess()
    {
        var time = new FakeTimeProvider();
        await using var server = await SimulatorServer.StartAsync(new()
        {
            TimeProvider = time,
            PromptCache = new() { ReadFactor = 0.25m, WriteFactor = 1.25m },
        });
        using var wire = new Wire(server);

        var first = (await wire.CompleteAsync(Body(Instructions, "student 1"))).GetProperty("usage");
        var second = (await wire.CompleteAsync(Body(Instructions, "student 2"))).GetProperty("usage");
        time.Advance(TimeSpan.FromMinutes(6));
        var late = (await wire.CompleteAsync(Body(Instructions, "student 3"))).GetProperty("usage");

        int systemTokens = (Instructions.Length / 4) + 4;
        Assert.Equal((0, systemTokens, 0), (Cached(first), Cached(second), Cached(late)));
        decimal price = SimulatedModel.Defaults[0].PromptPrice;
        decimal prompt = first.GetProperty("prompt_tokens").GetInt32();
        Assert.Equal(prompt * 1.25m * price, PromptCost(first));
        Assert.Equal(((systemTokens * 0.25m) + ((prompt - systemTokens) * 1.25m)) * price, PromptCost(second));
        Assert.Equal(systemTokens, server.Traffic.CachedTokens);
    }

    [Theory]
    [InlineData("anthropic/claude-haiku-4.5", false, false)]
    [InlineData("anthropic/claude-haiku-4.5", true, true)]
    [InlineData("google/gemini-2.5-flash", false, true)]
    public async Task Post_ModelThatMustBeTold_CachesOnlyWhatIsMarked(string model, bool marked, bool cached)
    {
        await using var server = await SimulatorServer.StartAsync(new() { PromptCache = new() { WriteFactor = 1.25m } });
        using var wire = new Wire(server);
        object content = marked ? new object[] { new { type = "text", text = Instructions, cache_control = new { type = "ephemeral" } } } : Instructions;
        object Ask(string user) => new { model, messages = new object[] { new { role = "system", content }, new { role = "user", content = user } } };

        await wire.CompleteAsync(Ask("a"));
        var usage = (await wire.CompleteAsync(Ask("b"))).GetProperty("usage");

        Assert.Equal(cached ? (Instructions.Length / 4) + 4 : 0, Cached(usage));
    }

    [Fact]
    public async Task Post_PrefixBelowTheMinimum_IsNotCached()
    {
        await using var server = await SimulatorServer.StartAsync(new() { PromptCache = new() });
        using var wire = new Wire(server);
        await wire.CompleteAsync(Body("Short instructions.", "a"));

        var usage = (await wire.CompleteAsync(Body("Short instructions.", "b"))).GetProperty("usage");

        Assert.Equal(0, Cached(usage));
    }

    [Fact]
    public void Remember_MoreThanTheCapacity_StaysBounded()
    {
        var cache = new PromptCache(new() { Capacity = 3, MinTokens = 0 });
        var (request, _) = ChatRequestReader.Read("""{"messages":[{"role":"user","content":"x"}]}"""u8.ToArray());
        ulong[] keys = PromptCache.PrefixKeys(request!, request!.Messages.Count);
        cache.Remember(keys, TimeSpan.Zero);
        Assert.True(cache.CachedTokens(request!, keys, TimeSpan.FromMinutes(1)) > 0);

        cache.Remember([1, 2, 3], TimeSpan.FromMinutes(1));

        Assert.Equal(0, cache.CachedTokens(request!, keys, TimeSpan.FromMinutes(1)));
    }

    private static int Cached(JsonElement usage) => usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32();

    private static decimal PromptCost(JsonElement usage) =>
        usage.GetProperty("cost_details").GetProperty("upstream_inference_prompt_cost").GetDecimal();

    private static object Body(string system, string user) => new
    {
        model = "google/gemini-2.5-flash",
        messages = new[] { new { role = "system", content = system }, new { role = "user", content = user } },
    };
}
