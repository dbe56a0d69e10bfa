namespace Aita.Cli.Tests;

public sealed class AitaAppTests
{
    public static TheoryData<string> Commands =>
    [
        "", "batch", "checkpoints", "checkpoints list", "checkpoints show", "checkpoints clean", "costs", "simulate", "version",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task RunAsync_HelpOfEveryCommand_HasAnExampleThatStartsWithAita(string command)
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(0, result.Code);
        var examples = result.Out[result.Out.IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.Contains($"  aita {command}".TrimEnd(), examples, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task RunAsync_NoArguments_ShowsTheHelp()
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync();

        Assert.Equal(0, result.Code);
        Assert.Contains("aita batch", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_HelpOfBatch_NamesEveryOptionOfTheSettingsAndItsVariable()
    {
        await using var world = CliWorld.Create();

        var help = (await world.RunAsync("batch", "--help")).Out;

        Assert.All(
            (string[])["--workers", "--rate-limit", "--tokens-per-minute", "--max-retries", "--timeout", "--no-checkpoint", "--no-resume",
                "--checkpoint-interval", "--checkpoint-dir", "--progress", "--max-cost", "--model", "--base-url", "--data-dir", "--otlp",
                "AITA_MAX_WORKERS", "AITA_RATE_LIMIT_RPS", "AITA_TOKENS_PER_MINUTE", "AITA_MAX_RETRIES", "AITA_TIMEOUT",
                "AITA_ENABLE_CHECKPOINTING", "AITA_CHECKPOINT_INTERVAL", "AITA_CHECKPOINT_DIR", "AITA_SHOW_PROGRESS", "AITA_MAX_COST",
                "OPENROUTER_MODEL", "OPENROUTER_BASE_URL", "AITA_DATA_DIR", "cost_tracking"],
            name => Assert.Contains(name, help, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("batch --help")]
    [InlineData("batch in.jsonl -o out.jsonl --workers none")]
    [InlineData("batch missing.jsonl -o out.jsonl")]
    [InlineData("nonsense")]
    public async Task RunAsync_HelpAndErrors_NeverShowTheKey(string line)
    {
        const string Key = "sk-or-v1-very-secret";
        await using var world = CliWorld.Create();
        world.Environment["OPENROUTER_API_KEY"] = Key;
        world.Environment["AITA_DEBUG"] = "1";
        world.Write("in.jsonl", "{}");

        var result = await world.RunAsync(line.Split(' '));

        Assert.DoesNotContain(Key, result.Out + result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "'nonsense'", "aita --help")]
    [InlineData("batch", "'--output'", "aita batch --help")]
    [InlineData("batch in.jsonl -o out.jsonl --frob", "'--frob'", "aita batch --help")]
    [InlineData("checkpoints list --keep", "'--keep'", "aita checkpoints list --help")]
    public async Task RunAsync_BadUsage_SaysWhatAndWhereToLook(string line, string what, string where)
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync(line.Split(' '));

        Assert.Equal(1, result.Code);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(what, result.Error, StringComparison.Ordinal);
        Assert.Contains($"Try '{where}'.", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task RunAsync_UnexpectedException_SaysTypeMessageAndThatItIsABugWithoutATrace()
    {
        await using var world = CliWorld.Create();
        world.Time = new BrokenClock();

        var result = await world.RunAsync("checkpoints", "clean", "--keep", "0");
        Assert.Equal(0, result.Code);

        world.Environment["OPENROUTER_BASE_URL"] = "http://127.0.0.1:9/v1";
        world.Write("in.jsonl", """{"id":"a","prompt":"x"}""");
        result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl");

        Assert.Equal(1, result.Code);
        Assert.StartsWith("error: InvalidOperationException: The clock is broken. This is a bug in aita", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);

        world.Environment["AITA_DEBUG"] = "1";
        Assert.Contains("   at ", (await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    public async Task RunAsync_Version_IsOneLine(string command)
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync(command);

        Assert.Equal(0, result.Code);
        Assert.Matches(@"^aita \d+\.\d+\.\d+.* \(\.NET 10\.[^\n]*\)\n$", result.Out);
    }

    [Fact]
    public async Task RunAsync_VersionAsJson_IsJson()
    {
        await using var world = CliWorld.Create();

        using var json = System.Text.Json.JsonDocument.Parse((await world.RunAsync("version", "--json")).Out);

        Assert.StartsWith(".NET 10", json.RootElement.GetProperty("runtime").GetString(), StringComparison.Ordinal);
    }

    private sealed class BrokenClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new InvalidOperationException("The clock is broken.");
    }
}
