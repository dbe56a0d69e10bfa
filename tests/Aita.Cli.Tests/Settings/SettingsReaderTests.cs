using System.CommandLine;
using Aita.Cli.Settings;

namespace Aita.Cli.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public async Task ReadRun_NothingGiven_IsTheTableOfDefaults()
    {
        await using var world = CliWorld.Create();
        world.Environment["OPENROUTER_API_KEY"] = "sk-1";

        var settings = Read(world);

        Assert.Equal(5, settings.Execution.MaxWorkers);
        Assert.Equal(10.0, settings.Execution.RateLimit);
        Assert.Null(settings.Execution.TokensPerMinute);
        Assert.Equal(3, settings.Execution.MaxRetries);
        Assert.Equal(TimeSpan.FromSeconds(120), settings.Execution.Timeout);
        Assert.True(settings.Execution.EnableCheckpointing);
        Assert.True(settings.Resume);
        Assert.Equal(10, settings.Execution.CheckpointInterval);
        Assert.Equal(world.PathTo("checkpoints"), settings.Execution.CheckpointDirectory);
        Assert.Equal(ProgressMode.Auto, settings.Progress);
        Assert.Null(settings.Execution.MaxCost);
        Assert.Equal(TimeSpan.FromMinutes(30), settings.Execution.OutageTimeout);
        Assert.Null(settings.Execution.RepairModel);
        Assert.Empty(settings.Execution.FallbackModels);
        Assert.Equal("google/gemini-2.5-flash", settings.Model);
        Assert.Equal("https://openrouter.ai/api/v1", settings.BaseUrl.AbsoluteUri);
        Assert.Equal(world.PathTo("data"), settings.DataDirectory);
        Assert.Equal(Path.Combine(world.PathTo("data"), "cost_tracking"), settings.CostDirectory);
        Assert.Null(settings.Otlp);
        Assert.Equal("sk-1", settings.ApiKey);
    }

    [Fact]
    public async Task ReadRun_GivenEverywhere_OptionWinsThenEnvironmentThenDotEnv()
    {
        await using var world = CliWorld.Create();
        world.Write(".env", "AITA_MAX_WORKERS=2", "AITA_TIMEOUT=20", "export OPENROUTER_MODEL='from/dotenv' # comment", "OPENROUTER_API_KEY=sk-dotenv");
        world.Environment["AITA_MAX_WORKERS"] = "3";
        world.Environment["AITA_TIMEOUT"] = "30.5";
        world.Environment["OPENROUTER_MODEL"] = "  ";

        var settings = Read(world, "--workers", "4");

        Assert.Equal(4, settings.Execution.MaxWorkers);
        Assert.Equal(TimeSpan.FromSeconds(30.5), settings.Execution.Timeout);
        Assert.Equal("from/dotenv", settings.Model);
        Assert.Equal("sk-dotenv", settings.ApiKey);
    }

    [Fact]
    public async Task ReadRun_ManyWrongValues_AreAllInOneMessageWithSourceValueAndAdvice()
    {
        await using var world = CliWorld.Create();
        world.Write(".env", "AITA_TIMEOUT=-5");
        world.Environment["AITA_MAX_COST"] = "1,50";
        world.Environment["AITA_ENABLE_CHECKPOINTING"] = "perhaps";
        world.Environment["OPENROUTER_API_KEY"] = "two words";

        var error = Assert.Throws<CliException>(() => Read(world, "--workers", "many", "--rate-limit", "fast", "--progress", "1x"));

        Assert.Equal(
            """
            7 settings cannot be used:
              --workers is 'many': use a whole number from 1 to 10000, or auto.
              --rate-limit is 'fast': use requests per second such as 15 or 0.5, requests per minute such as 500/min, or 0 for no limit.
              AITA_TIMEOUT in .env is '-5': use seconds, more than 0 and at most 86400.
              AITA_MAX_COST is '1,50': use USD such as 2.50, 0 or more.
              AITA_ENABLE_CHECKPOINTING is 'perhaps': use true or false.
              --progress is '1x': use auto, bar, plain or none.
              OPENROUTER_API_KEY is not usable: copy the key again, without spaces or line breaks.
            """,
            error.Message.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task ReadRun_NoKey_IsRefusedUnlessTheEndpointIsOnThisMachine()
    {
        await using var world = CliWorld.Create();

        var error = Assert.Throws<CliException>(() => Read(world));

        Assert.StartsWith("OPENROUTER_API_KEY is not set: put your key for openrouter.ai into", error.Message, StringComparison.Ordinal);
        Assert.Null(Read(world, "--base-url", "http://localhost:11434/v1").ApiKey);
    }

    [Fact]
    public async Task ReadRun_Models_AreReadFromOptionAndEnvironment()
    {
        await using var world = CliWorld.Create();
        world.Environment["OPENROUTER_API_KEY"] = "sk-test";
        world.Environment["AITA_FALLBACK_MODELS"] = "a/b, c/d";

        var execution = Read(world, "--repair-model", "big/model", "--outage-timeout", "60").Execution;

        Assert.Equal("big/model", execution.RepairModel);
        Assert.Equal(["a/b", "c/d"], execution.FallbackModels);
        Assert.Equal(TimeSpan.FromMinutes(1), execution.OutageTimeout);
        Assert.Contains(
            "--fallback-models is 'a,,b': name models with commas between them.",
            Assert.Throws<CliException>(() => Read(world, "--fallback-models", "a,,b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadRun_LimitsOfRequests_AreReadPerSecondAndPerMinute()
    {
        await using var world = CliWorld.Create();
        world.Environment["OPENROUTER_API_KEY"] = "sk-1";

        var execution = Read(world, "--rate-limit", "90/min", "--burst", "3", "--max-retry-after", "600").Execution;

        Assert.Equal((1.5, 3, TimeSpan.FromMinutes(10)), (execution.RateLimit, execution.RateLimitBurst, execution.MaxRetryAfter));
        Assert.Null(Read(world, "--rate-limit", "0.5").Execution.RateLimitBurst);
    }

    [Fact]
    public async Task ReadRun_WorkersAuto_LetsTheExecutorFindTheNumber()
    {
        await using var world = CliWorld.Create();
        world.Environment["OPENROUTER_API_KEY"] = "sk-1";

        var execution = Read(world, "--workers", "auto").Execution;

        Assert.True(execution.AdaptWorkers);
        Assert.Equal(1000, execution.MaxWorkers);
        Assert.False(Read(world, "--workers", "7").Execution.AdaptWorkers);
    }

    [Theory]
    [InlineData("--workers", "0")]
    [InlineData("--workers", "1e3")]
    [InlineData("--rate-limit", "-1")]
    [InlineData("--rate-limit", "NaN")]
    [InlineData("--rate-limit", "/min")]
    [InlineData("--rate-limit", "5/hour")]
    [InlineData("--burst", "0")]
    [InlineData("--max-retry-after", "0")]
    [InlineData("--tokens-per-minute", "0")]
    [InlineData("--input-tokens-per-minute", "0")]
    [InlineData("--output-tokens-per-minute", "0")]
    [InlineData("--max-retries", "-1")]
    [InlineData("--set-aside-after", "1")]
    [InlineData("--timeout", "0")]
    [InlineData("--timeout", "90000")]
    [InlineData("--max-cost", "-1")]
    [InlineData("--checkpoint-interval", "0")]
    [InlineData("--base-url", "openrouter.ai")]
    [InlineData("--base-url", "https://u:p@openrouter.ai/v1")]
    [InlineData("--otlp", "ftp://x")]
    public async Task ReadRun_ValueOutOfRange_IsRefusedByNameAndValue(string option, string value)
    {
        await using var world = CliWorld.Create();
        world.Environment["OPENROUTER_API_KEY"] = "sk-1";

        var error = Assert.Throws<CliException>(() => Read(world, option, value));

        Assert.StartsWith($"{option} is '{value}': use ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("Off", false)]
    [InlineData("YES", true)]
    public async Task ReadRun_CheckpointingInTheEnvironment_IsUnderstood(string text, bool expected)
    {
        await using var world = CliWorld.Create();
        world.Environment["OPENROUTER_API_KEY"] = "sk-1";
        world.Environment["AITA_ENABLE_CHECKPOINTING"] = text;

        Assert.Equal(expected, Read(world).Execution.EnableCheckpointing);
        Assert.False(Read(world, "--no-checkpoint").Execution.EnableCheckpointing);
        Assert.False(Read(world, "--no-share-identical").Execution.ShareIdenticalRequests);
        Assert.False(Read(world, "--no-cache-aware").Execution.CacheAwareScheduling);
        Assert.False(Read(world, "--no-cache-breakpoints").Execution.CacheBreakpoints);
        Assert.False(Read(world).Execution.Hedging);
        Assert.True(Read(world, "--hedge").Execution.Hedging);
    }

    [Theory]
    [InlineData("true", "Auto")]
    [InlineData("false", "None")]
    [InlineData("PLAIN", "Plain")]
    [InlineData("bar", "Bar")]
    public async Task ReadRun_ProgressInTheEnvironment_IsUnderstood(string text, string expected)
    {
        await using var world = CliWorld.Create();
        world.Environment["OPENROUTER_API_KEY"] = "sk-1";
        world.Environment["AITA_SHOW_PROGRESS"] = text;

        Assert.Equal(expected, Read(world).Progress.ToString());
    }

    [Fact]
    public async Task Read_AssignmentAndYes_AreThereForCommandsThatNeedThem()
    {
        await using var world = CliWorld.Create();
        world.Environment["AITA_ASSIGNMENT"] = "midterm";
        var table = new SettingTable();
        var command = new Command("x") { table.Assignment.Option!, table.Yes.Option };
        var reader = new SettingsReader(table, Services(world));

        Assert.Equal("midterm", reader.Read(table.Assignment, command.Parse([])));
        Assert.Equal("final", reader.Read(table.Assignment, command.Parse(["-a", "final"])));
        Assert.True(command.Parse(["-y"]).GetValue(table.Yes.Option));
    }

    private static RunSettings Read(CliWorld world, params string[] args)
    {
        var table = new SettingTable();
        var command = new Command("x");
        foreach (var option in table.RunOptions)
        {
            command.Add(option);
        }

        return new SettingsReader(table, Services(world)).ReadRun(command.Parse(args));
    }

    private static AitaServices Services(CliWorld world) =>
        new() { Environment = world.Environment, WorkingDirectory = world.Directory, Interrupts = world.Interrupts };
}
