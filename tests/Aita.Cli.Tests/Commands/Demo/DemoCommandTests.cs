namespace Aita.Cli.Tests.Commands.Demo;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task Demo_InAFolder_RunsEverythingAndPrintsTheTable()
    {
        await using var world = CliWorld.Create();
        world.Environment["OPENROUTER_API_KEY"] = "a-real-key-that-must-not-be-sent";

        var result = await world.RunAsync("demo", "--dir", "shown", "--progress", "plain");

        Assert.Equal(ExitCodes.Success, result.Code);
        var rows = result.Out.Split('\n').Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(static cells => cells is ["generate-rubric" or "transcribe", _, "13" or "15", ..]).ToList();
        Assert.Equal(["1", "5", "10", "1", "5", "10"], rows.Select(static cells => cells[1]));
        Assert.All(rows, static cells => Assert.Equal("0", cells[^1]));
        Assert.StartsWith("This demo is simulated", result.Error, StringComparison.Ordinal);
        Assert.Contains("This demo is simulated", result.Out[^200..], StringComparison.Ordinal);
        Assert.Contains("aita transcribe -a midterm --data-dir shown", result.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(world.PathTo("shown/with-10-workers/transcription_results/index.html")));
        Assert.True(File.Exists(world.PathTo("shown/with-1-workers/results/rubric.json")));
        Assert.False(Directory.Exists(world.PathTo("shown/midterm/transcription_results")));
        Assert.False(Directory.Exists(world.PathTo("shown/warm-up")));
    }

    [Fact]
    public async Task Demo_WithoutAFolder_KeepsWhatItMadeAndSaysWhere()
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync("demo", "--progress", "plain");

        Assert.Equal(ExitCodes.Success, result.Code);
        var lines = result.Out.Split('\n').Select(static line => line.Trim()).ToList();
        var folder = lines[lines.FindIndex(static line => line.EndsWith("is kept in", StringComparison.Ordinal)) + 1];
        try
        {
            Assert.True(Path.IsPathFullyQualified(folder));
            Assert.True(File.Exists(Path.Join(folder, "with-10-workers", "results", "rubric.json")));
            Assert.True(File.Exists(Path.Join(folder, "midterm", "results", "exam_spec.json")));
            Assert.Contains($"aita transcribe -a midterm --data-dir {folder}", lines);
            Assert.Contains("aita stands for dotnet run --project src/Aita.Cli --", result.Out, StringComparison.Ordinal);
            Assert.Contains(" in flight | ", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("$", result.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Demo_InAFolderWithFiles_IsRefused()
    {
        await using var world = CliWorld.Create();
        world.Write("precious.txt", "mine");

        var result = await world.RunAsync("demo", "--dir", ".");

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains("is not empty", result.Error, StringComparison.Ordinal);
        Assert.Equal(["mine"], world.Read("precious.txt"));
    }
}
