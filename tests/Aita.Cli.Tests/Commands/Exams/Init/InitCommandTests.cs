namespace Aita.Cli.Tests.Commands.Exams.Init;

public sealed class InitCommandTests
{
    [Fact]
    public async Task Init_ANewName_MakesTheFolderWithAReadme()
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync("init", "Quiz 7");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Equal(Path.Join("data", "Quiz 7"), result.Out.Trim());
        Assert.True(Directory.Exists(world.PathTo("data/Quiz 7/scans")));
        Assert.True(Directory.Exists(world.PathTo("data/Quiz 7/blank_exam")));
        Assert.Contains("aita ingest -a \"Quiz 7\"", await File.ReadAllTextAsync(world.PathTo("data/Quiz 7/README.md")), StringComparison.Ordinal);
        Assert.Contains("OPENROUTER_API_KEY", await File.ReadAllTextAsync(world.PathTo("data/Quiz 7/.env.example")), StringComparison.Ordinal);
        Assert.StartsWith("Student Name,student_id", await File.ReadAllTextAsync(world.PathTo("data/Quiz 7/roster.sample.csv")), StringComparison.Ordinal);
        Assert.False(File.Exists(world.PathTo("data/Quiz 7/roster.csv")));
    }

    [Fact]
    public async Task Init_Again_TouchesNothing()
    {
        await using var world = CliWorld.Create();
        await world.RunAsync("init", "quiz");
        await File.WriteAllTextAsync(world.PathTo("data/quiz/README.md"), "my own notes");

        var result = await world.RunAsync("init", "quiz");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Contains("nothing was changed", result.Error, StringComparison.Ordinal);
        Assert.Equal("my own notes", await File.ReadAllTextAsync(world.PathTo("data/quiz/README.md")));
    }

    [Fact]
    public async Task Init_Sample_IsAStackOfScansWithABlankExamAndARoster()
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync("init", "practice", "--sample");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Equal(15, Directory.GetFiles(world.PathTo("data/practice/scans"), "scan_*.jpg").Length);
        Assert.Equal(3, Directory.GetFiles(world.PathTo("data/practice/blank_exam")).Length);
        Assert.True(File.Exists(world.PathTo("data/practice/roster.csv")));
        Assert.False(Directory.Exists(world.PathTo("data/practice/grouped")));
        Assert.Contains("aita ingest -a practice", await File.ReadAllTextAsync(world.PathTo("data/practice/README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_SampleIntoAFolderWithWork_Refuses()
    {
        await using var world = CliWorld.Create();
        await world.RunAsync("init", "quiz");

        var result = await world.RunAsync("init", "quiz", "--sample");

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains("choose another name", result.Error, StringComparison.Ordinal);
    }
}
