using Aita.Simulator;

namespace Aita.Cli.Tests.Commands;

public sealed class BatchDryRunTests
{
    private const string Long = "{\"custom_id\":\"long\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"priced\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"";

    private static readonly SimulatorOptions Priced = new()
    {
        Models = [new SimulatedModel { Id = "priced", PromptPrice = 0.001m, CompletionPrice = 0.01m }],
    };

    [Fact]
    public async Task DryRun_AFile_CountsAndPricesAndSendsNothing()
    {
        await using var world = await CliWorld.StartAsync(Priced);
        world.Time = new PatientTime();
        world.Write("in.jsonl", Request(400), "no json", "{\"id\":\"b\",\"prompt\":\"x\",\"model\":\"priced\",\"max_tokens\":20}");

        var result = await world.RunAsync("batch", "in.jsonl", "--dry-run", "--json");

        Assert.Equal(ExitCodes.SomeFailed, result.Code);
        Assert.Equal(0, world.Server.Traffic.Requests);
        var json = BatchCommandTests.Parse(result.Out);
        Assert.Equal((3, 2, 1), (json.GetProperty("lines").GetInt32(), json.GetProperty("requests").GetInt32(), json.GetProperty("unusable").GetInt32()));
        Assert.Equal(120, json.GetProperty("most_output_tokens").GetInt32());
        var input = json.GetProperty("input_tokens").GetInt64();
        Assert.InRange(input, 100, 115);
        Assert.Equal(input * 0.001, json.GetProperty("cost_usd").GetProperty("low").GetDouble(), tolerance: 1e-9);
        Assert.Equal((input * 0.001) + 1.2, json.GetProperty("cost_usd").GetProperty("high").GetDouble(), tolerance: 1e-9);
        Assert.Equal(2, json.GetProperty("problems")[0].GetProperty("line").GetInt32());
        Assert.Empty(Directory.GetDirectories(world.Directory));
    }

    [Fact]
    public async Task DryRun_ForAPerson_SaysPriceProblemsAndCap()
    {
        await using var world = await CliWorld.StartAsync(Priced);
        world.Time = new PatientTime();
        world.Write("in.jsonl", Request(400), "[]");

        var result = await world.RunAsync("batch", "in.jsonl", "--dry-run", "--max-cost", "0.50");

        Assert.Contains("1 request, 1 line is not a request. Nothing was sent.", result.Out, StringComparison.Ordinal);
        Assert.Contains("  model      priced: 1 request, $0.1", result.Out, StringComparison.Ordinal);
        Assert.Contains("the cap of $0.5000 may stop the run", result.Out, StringComparison.Ordinal);
        Assert.Contains("  problem    Line 2 ", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DryRun_NoKeyAndNoPrice_SaysThatTheCostIsNotKnown()
    {
        await using var world = await CliWorld.StartAsync(Priced);
        world.Time = new PatientTime();
        world.Environment.Remove("OPENROUTER_API_KEY");
        world.Write("in.jsonl", "{\"id\":\"a\",\"prompt\":\"x\",\"model\":\"other\"}");

        var result = await world.RunAsync("batch", "in.jsonl", "--dry-run");

        Assert.Equal(0, result.Code);
        Assert.Contains("1 request sets no limit: 4,096 assumed", result.Out, StringComparison.Ordinal);
        Assert.Contains("not known: the provider has no price for other", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DryRun_ImagesInTheBody_CountAsImagesAndNotAsText()
    {
        await using var world = await CliWorld.StartAsync(Priced);
        var image = $"{{\"type\":\"image_url\",\"image_url\":{{\"url\":\"data:image/png;base64,{new string('A', 100_000)}\"}}}}";
        world.Write("in.jsonl", $"{{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{{\"model\":\"priced\",\"messages\":[{{\"role\":\"user\",\"content\":[{image}]}}]}}}}");

        var json = BatchCommandTests.Parse((await world.RunAsync("batch", "in.jsonl", "--dry-run", "--json")).Out);

        Assert.InRange(json.GetProperty("input_tokens").GetInt64(), 1568, 1588);
    }

    [Fact]
    public async Task DryRun_WithAnEstimate_IsRefused()
    {
        await using var world = CliWorld.Create();
        world.Write("in.jsonl", Request(4));

        var result = await world.RunAsync("batch", "in.jsonl", "--dry-run", "--estimate");

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains("'--dry-run' only reads the input", result.Error, StringComparison.Ordinal);
    }

    private static string Request(int characters) => Long + new string('x', characters) + "\"}]}}";
}
