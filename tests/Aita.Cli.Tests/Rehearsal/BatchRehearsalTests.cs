using System.Text.Json;

namespace Aita.Cli.Tests.Rehearsal;

[Collection(AloneOnTheThreadPool.Name)]
public sealed class BatchRehearsalTests
{
    private const string Tier = """
        {"latency_s": {"median": 2}, "output_tokens": {"median": 100}, "price": {"input_per_million": 1, "output_per_million": 10},
         "limits": [{"requests": 10, "per_s": 1, "burst": 5}]}
        """;

    [Fact]
    public async Task Run_KnownLimit_SaysHowLongItWouldTakeAndWritesNothing()
    {
        await using var world = World(Tier, lines: 200);

        var result = await world.RunAsync("batch", "in.jsonl", "--rehearse", "tier.json", "--workers", "50", "--rate-limit", "10");

        Assert.Equal(0, result.Code);
        Assert.Contains("200 of 200 succeeded in 21.8 s", result.Out, StringComparison.Ordinal);
        Assert.Contains("requests   200, 0 of them refused", result.Out, StringComparison.Ordinal);
        Assert.Contains("bound by   the limit on requests per second", result.Out, StringComparison.Ordinal);
        Assert.Contains("cost       $0.20", result.Out, StringComparison.Ordinal);
        Assert.Empty(result.Error);
        Assert.Equal(["in.jsonl", "tier.json"], Directory.GetFileSystemEntries(world.Directory).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Run_UnknownLimit_IsRefusedSometimesAndSucceedsAll()
    {
        await using var world = World(Tier, lines: 200);

        var result = await world.RunAsync("batch", "in.jsonl", "--rehearse", "tier.json", "--workers", "50", "--rate-limit", "0", "--summary", "figures.json");

        Assert.Equal(0, result.Code);
        var figures = JsonDocument.Parse(await File.ReadAllTextAsync(world.PathTo("figures.json"), TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(200, figures.GetProperty("succeeded").GetInt32());
        Assert.InRange(figures.GetProperty("rate_limited").GetInt32(), 1, 100);
        Assert.InRange(figures.GetProperty("elapsed_s").GetDouble(), 19, 40);
    }

    [Theory]
    [InlineData("open_ai")]
    [InlineData("azure")]
    [InlineData("anthropic")]
    public async Task Run_LimitThatHeadersTell_IsNotRefused(string form)
    {
        await using var world = World(Tier.Replace("{\"latency_s\"", $"{{\"headers\": \"{form}\", \"latency_s\"", StringComparison.Ordinal), lines: 200);

        var result = await world.RunAsync("batch", "in.jsonl", "--rehearse", "tier.json", "--workers", "4", "--rate-limit", "0");

        Assert.Equal(0, result.Code);
        Assert.Contains("requests   200, 0 of them refused", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LimitOfOutputTokensThatHeadersTell_IsWhatBinds()
    {
        await using var world = World(
            Tier.Replace("{\"requests\": 10, \"per_s\": 1, \"burst\": 5}", "{\"output_tokens\": 1000, \"per_s\": 1}, {\"input_tokens\": 100000, \"per_s\": 60}", StringComparison.Ordinal)
                .Replace("{\"latency_s\"", "{\"headers\": \"anthropic\", \"latency_s\"", StringComparison.Ordinal),
            lines: 200);

        var result = await world.RunAsync("batch", "in.jsonl", "--rehearse", "tier.json", "--workers", "50", "--rate-limit", "0");

        Assert.Equal(0, result.Code);
        Assert.Contains("200 of 200 succeeded", result.Out, StringComparison.Ordinal);
        Assert.Contains("bound by   the limit on tokens that the provider tells", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SpendingCap_StopsAsInEarnest()
    {
        await using var world = World(Tier, lines: 200);

        var result = await world.RunAsync("batch", "in.jsonl", "--rehearse", "tier.json", "--max-cost", "0.05");

        Assert.Equal(3, result.Code);
        Assert.Contains("spending cap of $0.05", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BadScenarioOrNone_SaysSoInOneSentence()
    {
        await using var world = World("""{"limits": 5}""", lines: 1);

        var bad = await world.RunAsync("batch", "in.jsonl", "--rehearse", "tier.json");
        var none = await world.RunAsync("batch", "in.jsonl", "--rehearse", "none.json");
        var noOutput = await world.RunAsync("batch", "in.jsonl");

        Assert.Equal((1, 1, 1), (bad.Code, none.Code, noOutput.Code));
        Assert.StartsWith("error: The scenario tier.json cannot be read at $.limits (line 1)", bad.Error, StringComparison.Ordinal);
        Assert.StartsWith("error: The scenario none.json does not exist", none.Error, StringComparison.Ordinal);
        Assert.StartsWith("error: Option '--output' is required.", noOutput.Error, StringComparison.Ordinal);
    }

    private static CliWorld World(string scenario, int lines)
    {
        var world = CliWorld.Create();
        world.Write("tier.json", scenario);
        world.Write("in.jsonl", Enumerable.Range(0, lines).Select(static i => $$"""{"id":"q{{i}}","prompt":"What is {{i}}?","max_tokens":100}"""));
        return world;
    }
}
