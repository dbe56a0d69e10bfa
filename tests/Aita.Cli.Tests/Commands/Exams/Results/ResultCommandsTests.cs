using System.Text.Json;

namespace Aita.Cli.Tests.Commands.Exams;

public sealed class ResultCommandsTests
{
    [Fact]
    public async Task Report_Twice_WritesOnceAndSaysWhere()
    {
        await using var world = CliWorld.Create();
        var folder = await world.AddGradedMidtermAsync(open: "Nova Quill");

        var first = await world.RunAsync("report", "-a", "midterm", "--scale", "A:90,F:0");
        var second = await world.RunAsync("report", "-a", "midterm", "--scale", "A:90,F:0", "--json");

        Assert.Equal((ExitCodes.Success, Path.Join("data", "midterm", "reports", "index.html")), (first.Code, first.Out.Trim()));
        Assert.Contains("report: 5 students; 11 files written, 0 unchanged", first.Error, StringComparison.Ordinal);
        Assert.Contains("1 answer waits for a person, of 1 student", first.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.ClassReport));
        using var json = JsonDocument.Parse(second.Out);
        Assert.Equal(0, json.RootElement.GetProperty("written").GetArrayLength());
        Assert.Equal(11, json.RootElement.GetProperty("unchanged").GetInt32());
    }

    [Theory]
    [InlineData("The scale 'A90' cannot be used", "--scale", "A90")]
    [InlineData("There is no student 'Nobody'", "--student", "Nobody")]
    public async Task Report_WrongInput_ExitsWithOneSentence(string sentence, params string[] more)
    {
        await using var world = CliWorld.Create();
        await world.AddGradedMidtermAsync();

        var result = await world.RunAsync(["report", "-a", "midterm", .. more]);

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExportCanvas_Gradebook_IsFilledAndTheUnmatchedAreNamed()
    {
        await using var world = CliWorld.Create();
        await world.AddGradedMidtermAsync();
        world.Write("grades.csv", "Student,ID,Section,Midterm (7)", "    Points Possible,,,40", "\"Quill, Nova\",1,A,", "\"Stranger, Ann\",2,A,3");

        var result = await world.RunAsync("export", "canvas", "-a", "midterm", "--gradebook", "grades.csv", "--column", "Midterm (7)");

        Assert.Equal((ExitCodes.Success, Path.Join("data", "midterm", "exports", "canvas.csv")), (result.Code, result.Out.Trim()));
        Assert.Equal("\"Quill, Nova\",1,A,40", world.Read(result.Out.Trim())[2]);
        Assert.Contains("rows kept  1 (no student of this exam): Stranger, Ann", result.Error, StringComparison.Ordinal);
        Assert.Contains("not in it  4 (no row in the file)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExportMoodle_FeedbackZipWithoutAName_IsPackedInExports()
    {
        await using var world = CliWorld.Create();
        var folder = await world.AddGradedMidtermAsync();
        world.Write(
            "sheet.csv",
            "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (submission),Last modified (grade),Feedback comments",
            "Participant 9,Nova Quill,n@example.edu,,,40.00,-,-,");

        var result = await world.RunAsync("export", "moodle", "-a", "midterm", "-w", "sheet.csv", "-o", "out.csv", "--feedback-zip");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.StartsWith("Participant 9,Nova Quill,n@example.edu,,40,40.00,-,-,", world.Read("out.csv")[1], StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Join(folder.Exports, "moodle_feedback.zip")));
    }

    [Fact]
    public async Task ExportCsv_OpenAnswer_IsRefusedUntilSaid()
    {
        await using var world = CliWorld.Create();
        await world.AddGradedMidtermAsync(open: "Nova Quill");

        var refused = await world.RunAsync("export", "csv", "-a", "midterm");
        var wrong = await world.RunAsync("export", "csv", "-a", "midterm", "--allow-open", "maybe");
        var allowed = await world.RunAsync("export", "csv", "-a", "midterm", "--allow-open", "leave-out", "--json");

        Assert.Equal(ExitCodes.BadUsage, refused.Code);
        Assert.Contains("1 answer of 1 student waits for a person: Nova Quill", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--allow-open is 'maybe': use leave-out or count.", wrong.Error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(allowed.Out);
        Assert.Equal(4, json.RootElement.GetProperty("exported").GetInt32());
        Assert.Equal("Nova Quill", json.RootElement.GetProperty("left_out")[0].GetString());
    }

    [Fact]
    public async Task Verify_SomethingIsWrong_ExitsWithTwoAndSaysWhatToDo()
    {
        await using var world = CliWorld.Create();
        var folder = await world.AddGradedMidtermAsync();
        var sound = await world.RunAsync("verify", "-a", "midterm");
        var path = folder.Student("Nova Quill").Grades;
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Replace("\"total_score\": 40", "\"total_score\": 39", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var wrong = await world.RunAsync("verify", "-a", "midterm");
        var json = await world.RunAsync("verify", "-a", "midterm", "--json");

        Assert.Equal(ExitCodes.Success, sound.Code);
        Assert.Contains("verify: everything adds up", sound.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.SomeFailed, ExitCodes.SomeFailed), (wrong.Code, json.Code));
        Assert.Contains("grades: Nova Quill has a total of 39, but the marks add up to 40.", wrong.Out, StringComparison.Ordinal);
        Assert.Contains("do    Run aita grade again", wrong.Out, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json.Out);
        Assert.False(document.RootElement.GetProperty("sound").GetBoolean());
        Assert.Equal(path, document.RootElement.GetProperty("problems")[0].GetProperty("file").GetString());
    }

    [Fact]
    public async Task Status_Midterm_SaysWhichCommandIsNext()
    {
        await using var world = CliWorld.Create();
        await world.AddMidtermAsync();

        var text = await world.RunAsync("status", "-a", "midterm");
        var json = await world.RunAsync("status", "-a", "midterm", "--json");

        Assert.Contains("next:    aita generate-rubric -a midterm", text.Out, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json.Out);
        Assert.Equal("aita generate-rubric -a midterm", document.RootElement.GetProperty("next").GetString());
        Assert.Equal("not begun", document.RootElement.GetProperty("stages")[3].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Purge_WithoutATerminal_NeedsYesAndRemovesOnlyWhatWasDerived()
    {
        await using var world = CliWorld.Create();
        var folder = await world.AddGradedMidtermAsync();
        Directory.CreateDirectory(world.PathTo("checkpoints"));

        var dry = await world.RunAsync("purge", "-a", "midterm", "--dry-run");
        var refused = await world.RunAsync("purge", "-a", "midterm");
        var kept = File.Exists(folder.Student("Nova Quill").Grades);
        var done = await world.RunAsync("purge", "-a", "midterm", "--yes");

        Assert.Contains("5 files would be removed", dry.Error, StringComparison.Ordinal);
        Assert.Contains("detailed_grades.json", dry.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.BadUsage, refused.Code);
        Assert.Contains("There is no terminal to ask at: give --yes.", refused.Error, StringComparison.Ordinal);
        Assert.True(kept);
        Assert.Equal(ExitCodes.Success, done.Code);
        Assert.False(Directory.Exists(folder.GradingResults));
        Assert.Equal(5, folder.ListStudents().Count);
        Assert.True(File.Exists(folder.ExamSpec));
    }

    [Theory]
    [InlineData("n\n", true)]
    [InlineData("y\n", false)]
    public async Task Purge_AtATerminal_AsksFirst(string answer, bool stays)
    {
        await using var world = CliWorld.Create();
        var folder = await world.AddGradedMidtermAsync();
        world.IsTerminal = true;
        world.Input = answer;

        var result = await world.RunAsync("purge", "-a", "midterm");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Equal(stays, File.Exists(folder.Student("Nova Quill").Grades));
    }

    [Fact]
    public async Task Purge_All_TakesOnlyTheCheckpointsOfTheAssignment()
    {
        await using var world = await CliWorld.StartAsync();
        var folder = await world.AddMidtermAsync();
        await world.RunAsync("transcribe", "-a", "midterm");
        world.Write("p.jsonl", """{"id":"a","prompt":"hello"}""");
        await world.RunAsync("batch", "p.jsonl", "-o", "o.jsonl");
        var before = Directory.GetFiles(world.PathTo("checkpoints"));

        await world.RunAsync("purge", "-a", "midterm", "--all", "--yes");

        var after = Directory.GetFiles(world.PathTo("checkpoints"));
        Assert.Equal(2, before.Length);
        Assert.DoesNotContain("midterm", Path.GetFileName(Assert.Single(after)), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Students));
    }
}
