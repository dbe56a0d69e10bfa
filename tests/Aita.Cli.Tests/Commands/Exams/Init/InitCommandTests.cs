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
    public async Task Init_Sample_SaysEverythingItMade()
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync("init", "practice", "--sample");

        var files = Directory.GetFiles(world.PathTo("data/practice"), "*", SearchOption.AllDirectories).Length;
        Assert.StartsWith(
            $"init: {files} files written, all invented: scans/ (15 pages of a class), blank_exam/, roster.csv, rubrics/, truth.json, lms/ (a Canvas gradebook and a Moodle worksheet to fill); ",
            result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_Sample_HasFilesOfBothSystemsThatAnExportFills()
    {
        await using var world = await CliWorld.StartAsync(new() { Truth = Aita.Simulator.SimulatedTruth.Midterm, ReadingNoise = 0 });
        await world.RunAsync("init", "practice", "--sample");
        await world.RunAsync("run", "--workers", "8", "--no-report");

        var canvas = await world.RunAsync("export", "canvas", "--gradebook", "data/practice/lms/gradebook.csv", "--column", "Midterm (48213)", "--allow-open", "count");
        var moodle = await world.RunAsync("export", "moodle", "--worksheet", "data/practice/lms/worksheet.csv", "--allow-open", "count");

        Assert.Contains("export: 4 students; read back and compared", canvas.Error, StringComparison.Ordinal);
        Assert.Contains("\"Quill, Nova\",90001,S0001,nova.quill,Physics A,9.5,39,95", world.Read("data/practice/exports/canvas.csv"));
        Assert.Contains("export: 5 students; read back and compared", moodle.Error, StringComparison.Ordinal);
        Assert.Contains(world.Read("data/practice/exports/moodle.csv"), line => line.StartsWith("\"Participant 101\",\"Nova Quill\",nova.quill@example.edu,\"No submission\",39,40.00,", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../x", "'../x' is a path: name the assignment 'x', and say with --data-dir in which folder it is to be.")]
    [InlineData("data/midterm/", "'data/midterm/' is a path: name the assignment 'midterm', and say with --data-dir in which folder it is to be.")]
    [InlineData("..", "'..' cannot be the name of a folder everywhere: use letters, digits, spaces, - and _.")]
    [InlineData("Quiz: one?", "'Quiz: one?' cannot be the name of a folder everywhere: use letters, digits, spaces, - and _.")]
    [InlineData("cost_tracking", "'cost_tracking' is where the costs are kept: choose another name.")]
    public async Task Init_ANameThatIsNone_IsRefused(string name, string problem)
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync("init", name);

        Assert.Equal((ExitCodes.BadUsage, $"error: {problem}"), (result.Code, result.Error.Trim()));
        Assert.False(Directory.Exists(world.PathTo("data")));
    }

    [Fact]
    public async Task Init_InAnotherDataFolder_SaysItInTheNextStep()
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync("init", " quiz ", "--data-dir", "my exams");

        Assert.True(Directory.Exists(world.PathTo("my exams/quiz/scans")));
        Assert.Contains("then aita ingest -a quiz --data-dir \"my exams\"", result.Error, StringComparison.Ordinal);
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
