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

    [Fact]
    public async Task Export_ByName_WritesTheAnswersAsTheBatchDoes()
    {
        await using var world = await WithBatchesAsync("nightly");

        var file = await world.RunAsync("checkpoints", "export", "nightly", "-o", "so_far.jsonl");
        var stream = await world.RunAsync("checkpoints", "export", "nightly");

        Assert.Equal((0, ""), (file.Code, file.Out));
        Assert.Equal("2 answers written; 1 recorded task has none.\n", file.Error);
        Assert.Equal(File.ReadAllText(world.PathTo("so_far.jsonl")), stream.Bytes);
        Assert.Equal(Answers(File.ReadAllText(world.PathTo("out.jsonl"))).Take(2).Order(StringComparer.Ordinal), Answers(stream.Bytes).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ShowAndExport_FailedTaskSucceedsLater_OnlyItsAnswerIsThere()
    {
        await using var world = await WithBatchesAsync("nightly");
        world.Write("in.jsonl", BatchCommandTests.Short(0), BatchCommandTests.Short(1), """{"id":"bad","prompt":"good"}""");
        Assert.Equal(0, (await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--name", "nightly", "--progress", "none")).Code);

        var result = await world.RunAsync("checkpoints", "export", "nightly");

        Assert.Equal("3 answers written; 0 recorded tasks have none.\n", result.Error);
        Assert.DoesNotContain("Rejected", (await world.RunAsync("checkpoints", "show", "nightly", "--failures")).Out, StringComparison.Ordinal);
        Assert.Equal(Answers(File.ReadAllText(world.PathTo("out.jsonl"))).Order(StringComparer.Ordinal), Answers(result.Bytes).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Export_OntoTheCheckpointItself_IsRefused()
    {
        await using var world = await WithBatchesAsync("nightly");
        var path = Directory.GetFiles(world.PathTo("checkpoints")).Single();
        var before = File.ReadAllText(path);

        var result = await world.RunAsync("checkpoints", "export", path, "-o", path);

        Assert.Equal(1, result.Code);
        Assert.Contains("is the checkpoint: choose another file", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(path));
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

    // Without the number of the line, which an export does not know.
    private static IEnumerable<string> Answers(string lines) =>
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line[line.IndexOf("\"custom_id\"", StringComparison.Ordinal)..]);

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
