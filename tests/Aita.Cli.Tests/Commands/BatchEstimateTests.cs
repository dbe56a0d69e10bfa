namespace Aita.Cli.Tests.Commands;

public sealed class BatchEstimateTests
{
    [Fact]
    public async Task Estimate_AFile_RunsAPilotThatTheRunDoesNotPayForAgain()
    {
        await using var world = await CliWorld.StartAsync();
        world.Write("in.jsonl", Enumerable.Range(0, 200).Select(BatchCommandTests.Short));

        var pilot = await world.RunAsync("batch", "in.jsonl", "--estimate");

        Assert.Equal(0, pilot.Code);
        Assert.Equal(20, world.Server.Traffic.Requests);
        Assert.Contains("200 requests, 20 of them in the pilot for $0.0", pilot.Out, StringComparison.Ordinal);
        Assert.Contains("(90 %), in all", pilot.Out, StringComparison.Ordinal);
        Assert.Contains("for the 180 that are left", pilot.Out, StringComparison.Ordinal);
        Assert.Contains("  limit      5 workers", pilot.Out, StringComparison.Ordinal);
        Assert.Contains("20 of 20 succeeded", pilot.Error, StringComparison.Ordinal);

        var run = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl");

        Assert.Equal(0, run.Code);
        Assert.Equal(200, world.Server.Traffic.Requests);
        Assert.Contains("(20 taken from the checkpoint)", run.Error, StringComparison.Ordinal);
        Assert.Equal(200, world.Read("out.jsonl").Length);
    }

    [Fact]
    public async Task Estimate_Json_HoldsTheRealCost()
    {
        await using var world = await CliWorld.StartAsync();
        world.Write("in.jsonl", Enumerable.Range(0, 300).Select(BatchCommandTests.Short));

        var json = BatchCommandTests.Parse((await world.RunAsync("batch", "in.jsonl", "--estimate", "--json")).Out);
        await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--summary", "run.json");

        Assert.Equal((300, 20, 280), (json.GetProperty("total").GetInt32(), json.GetProperty("pilot").GetInt32(), json.GetProperty("rest").GetInt32()));
        var cost = json.GetProperty("cost_usd");
        var summary = BatchCommandTests.Parse(File.ReadAllText(world.PathTo("run.json")));
        var real = summary.GetProperty("cost_usd").GetDouble() + summary.GetProperty("earlier_cost_usd").GetDouble();
        Assert.InRange(cost.GetProperty("expected").GetDouble(), real * 0.7, real * 1.4);
        Assert.True(cost.GetProperty("low").GetDouble() < cost.GetProperty("high").GetDouble());
        Assert.True(json.GetProperty("time_s").GetProperty("expected").GetDouble() > 0);
        Assert.Equal("workers", json.GetProperty("limit").GetString());
    }

    [Fact]
    public async Task Estimate_Twice_PaysOnceAndSaysTheSame()
    {
        await using var world = await CliWorld.StartAsync();
        world.Write("in.jsonl", Enumerable.Range(0, 100).Select(BatchCommandTests.Short));

        var first = BatchCommandTests.Parse((await world.RunAsync("batch", "in.jsonl", "--estimate", "--json")).Out);
        var second = BatchCommandTests.Parse((await world.RunAsync("batch", "in.jsonl", "--estimate", "--json")).Out);

        Assert.Equal(20, world.Server.Traffic.Requests);
        Assert.Equal(80, second.GetProperty("rest").GetInt32());
        Assert.Equal(
            first.GetProperty("cost_usd").GetProperty("expected").GetDouble(),
            second.GetProperty("cost_usd").GetProperty("expected").GetDouble(), tolerance: 0.000002);
    }

    [Fact]
    public async Task Estimate_FewItems_SaysThatThePilotWasAll()
    {
        await using var world = await CliWorld.StartAsync();
        world.Write("in.jsonl", Enumerable.Range(0, 7).Select(BatchCommandTests.Short));

        var result = await world.RunAsync("batch", "in.jsonl", "--estimate");

        Assert.Equal((0, 7), (result.Code, world.Server.Traffic.Requests));
        Assert.Contains("The pilot was the whole input", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Estimate_StandardInput_IsRefusedInASentence()
    {
        await using var world = await CliWorld.StartAsync();

        var result = await world.RunAsync("batch", "-", "--estimate");

        Assert.Equal(1, result.Code);
        Assert.Contains("name a file", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Estimate_WrongKey_GivesNoEstimateAndThatExitCode()
    {
        await using var world = await CliWorld.StartAsync(new() { RequiredKey = "right" });
        world.Environment["OPENROUTER_API_KEY"] = "wrong";
        world.Write("in.jsonl", Enumerable.Range(0, 50).Select(BatchCommandTests.Short));

        var result = await world.RunAsync("batch", "in.jsonl", "--estimate");

        Assert.Equal((4, string.Empty), (result.Code, result.Out));
    }

    [Theory]
    [InlineData("batch in.jsonl", "Option '--output' is required.")]
    [InlineData("batch in.jsonl -o out.jsonl --json", "goes with '--estimate'")]
    public async Task Batch_OptionsThatDoNotFit_AreRefused(string line, string expected)
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync(line.Split(' '));

        Assert.Equal(1, result.Code);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }
}
