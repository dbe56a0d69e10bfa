using Aita.Simulator;

namespace Aita.Cli.Tests.Commands;

public sealed class CheckpointsCommandTests
{
    [Fact]
    public async Task List_NoCheckpoints_SaysSo()
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync("checkpoints", "list");

        Assert.Equal(0, result.Code);
        Assert.Empty(result.Out);
        Assert.Equal("There are no checkpoints.\n", result.Error);
        Assert.Equal("[]", (await world.RunAsync("checkpoints", "list", "--json")).Out.Trim());
    }

    [Fact]
    public async Task List_AfterABatch_ShowsItsCheckpoint()
    {
        await using var world = await WithBatchesAsync("nightly");

        var table = (await world.RunAsync("checkpoints", "list")).Out;
        var json = BatchCommandTests.Parse((await world.RunAsync("checkpoints", "list", "--json")).Out);

        Assert.Contains("nightly", table, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', table);
        Assert.Equal("nightly", json[0].GetProperty("name").GetString());
        Assert.False(json[0].GetProperty("in_use").GetBoolean());
    }

    [Fact]
    public async Task Show_ByNameOrByPath_SaysWhatIsInItAndWhichTasksFailed()
    {
        await using var world = await WithBatchesAsync("nightly");
        var path = Directory.GetFiles(world.PathTo("checkpoints")).Single();

        var byName = BatchCommandTests.Parse((await world.RunAsync("checkpoints", "show", "nightly", "--json", "--failures")).Out);
        var byPath = (await world.RunAsync("checkpoints", "show", path, "--failures")).Out;

        Assert.Equal(2, byName.GetProperty("succeeded").GetInt32());
        Assert.Equal(1, byName.GetProperty("failed").GetInt32());
        Assert.Equal("bad", byName.GetProperty("failures")[0].GetProperty("id").GetString());
        Assert.Equal("Rejected", byName.GetProperty("failures")[0].GetProperty("kind").GetString());
        Assert.Contains("2 (not run again)", byPath, StringComparison.Ordinal);
        Assert.Contains("Rejected", byPath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_UnknownName_SaysWhereToLook()
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync("checkpoints", "show", "nothing");

        Assert.Equal(1, result.Code);
        Assert.Equal("error: There is no checkpoint of a batch 'nothing' in checkpoints: 'aita checkpoints list' shows those there are.\n", result.Error);
    }

    [Theory]
    [InlineData("y", 1)]
    [InlineData("n", 3)]
    [InlineData("", 3)]
    public async Task Clean_AtATerminal_AsksFirst(string answer, int left)
    {
        await using var world = await WithBatchesAsync("nightly", "nightly", "nightly");
        (world.IsTerminal, world.Input) = (true, answer);

        var result = await world.RunAsync("checkpoints", "clean", "--keep", "1");

        Assert.Equal(0, result.Code);
        Assert.Contains("Delete 2 checkpoints? [y/N]", result.Error, StringComparison.Ordinal);
        Assert.Equal(left, Directory.GetFiles(world.PathTo("checkpoints")).Length);
    }

    [Fact]
    public async Task Clean_NoTerminal_NeedsYes()
    {
        await using var world = await WithBatchesAsync("nightly", "nightly");

        var refused = await world.RunAsync("checkpoints", "clean", "--keep", "1");
        Assert.Equal(1, refused.Code);
        Assert.Contains("give --yes", refused.Error, StringComparison.Ordinal);

        Assert.Equal(0, (await world.RunAsync("checkpoints", "clean", "--keep", "1", "--dry-run")).Code);
        Assert.Equal(2, Directory.GetFiles(world.PathTo("checkpoints")).Length);

        Assert.Equal(0, (await world.RunAsync("checkpoints", "clean", "--keep", "1", "-y")).Code);
        Assert.Single(Directory.GetFiles(world.PathTo("checkpoints")));
    }

    /// <summary>A world in which batches have run, each on a new checkpoint: two tasks succeeded, one failed.</summary>
    private static async Task<CliWorld> WithBatchesAsync(params string[] names)
    {
        var world = await CliWorld.StartAsync(new()
        {
            Faults = new() { Script = static r => r.Text == "bad" ? Fault.Answer(400) : null },
        });
        world.Write("in.jsonl", BatchCommandTests.Short(0), BatchCommandTests.Short(1), """{"id":"bad","prompt":"bad"}""");
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        foreach (var name in names)
        {
            world.Time = clock;
            clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(2, (await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--name", name, "--no-resume", "--progress", "none")).Code);
        }

        return world;
    }
}
