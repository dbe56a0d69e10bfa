using System.Text.Json.Nodes;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;
using Aita.Simulator;

namespace Aita.Cli.Tests.Commands.Exams;

public sealed class RunForceTests
{
    [Fact]
    public async Task Run_WithForce_AsksEverythingAnewAndThenNothingMore()
    {
        await using var world = await CliWorld.StartAsync(Midterm());
        await world.RunAsync("init", "practice", "--sample");
        await RunAsync(world);
        var first = world.Server.Traffic.Requests;
        var marks = await MarksAsync(world);

        var preview = await RunAsync(world, "--force", "--dry-run");
        var forced = await RunAsync(world, "--force");

        Assert.Equal(ExitCodes.Success, preview.Code);
        Assert.Equal(ExitCodes.Success, forced.Code);
        Assert.Contains(" calls, at most ", forced.Error, StringComparison.Ordinal);
        Assert.Equal(2 * first, world.Server.Traffic.Requests);
        Assert.Equal(marks, await MarksAsync(world));
        Assert.False(File.Exists(world.PathTo("data/practice/forced_run.json")));
        await RunAsync(world);
        Assert.Equal(2 * first, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task Run_WithForceAtATerminal_AsksAndDoesNothingWithoutYes()
    {
        await using var world = await CliWorld.StartAsync(Midterm());
        await world.RunAsync("init", "practice", "--sample");
        await RunAsync(world);
        var first = world.Server.Traffic.Requests;
        (world.IsTerminal, world.Input) = (true, "n\n");

        var declined = await RunAsync(world, "--force");

        Assert.Contains("Nothing was done.", declined.Error, StringComparison.Ordinal);
        Assert.Equal(first, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task Run_WithForce_LeavesWhatAPersonDidAndBacksUpAnEditedExam()
    {
        await using var world = await CliWorld.StartAsync(Midterm());
        await world.RunAsync("init", "practice", "--sample");
        await RunAsync(world);
        var folder = AssignmentFolder.Open(world.PathTo("data"), "practice");
        var (page, spec) = (folder.Student("Nova Quill").PageTranscription(1), folder.ExamSpec);
        Edit(page, json => json["blocks"]![0]!["text"] = "corrected by hand");
        Edit(spec, json => json["exam_name"] = "Named by hand");
        await world.RunAsync("decide", "Pixel Marsh", "5", "1.5", "-a", "practice", "--by", "T");
        var (pageBefore, specBefore, sent) = (await File.ReadAllTextAsync(page), await File.ReadAllTextAsync(spec), world.Server.Traffic.Requests);

        var forced = await RunAsync(world, "--force");

        Assert.Equal(ExitCodes.Success, forced.Code);
        Assert.InRange(world.Server.Traffic.Requests, (2 * sent) - 6, (2 * sent) - 1);
        Assert.Contains("exam_spec.json was written or edited by hand", forced.Error, StringComparison.Ordinal);
        Assert.Equal(pageBefore, await File.ReadAllTextAsync(page));
        Assert.DoesNotContain("Named by hand", await File.ReadAllTextAsync(spec), StringComparison.Ordinal);
        Assert.Equal(specBefore, await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.GetDirectoryName(spec)!, "exam_spec_backup_*.json"))));
        var decided = (await ExamFiles.TryReadGradesAsync(folder.Student("Pixel Marsh")))!.QuestionGrades.Single(grade => grade.QuestionId == "5");
        Assert.Equal(1.5m, decided.PointsEarned);
    }

    [Fact]
    public async Task Run_AForcedRunThatWasStopped_IsFinishedByTheNextOneAndNothingIsBoughtTwice()
    {
        long stopAt = long.MaxValue, asked = 0;
        await using var world = await CliWorld.StartAsync(new()
        {
            Truth = SimulatedTruth.Midterm,
            ReadingNoise = 0,
            Faults = new() { Script = _ => Interlocked.Increment(ref asked) > Volatile.Read(ref stopAt) ? Fault.Answer(401) : null },
        });
        await world.RunAsync("init", "practice", "--sample");
        await RunAsync(world);
        var first = world.Server.Traffic.Succeeded;
        Volatile.Write(ref stopAt, Interlocked.Read(ref asked) + (first / 2));

        var stopped = await RunAsync(world, "--force");
        Volatile.Write(ref stopAt, long.MaxValue);
        var next = await RunAsync(world);

        Assert.Equal(ExitCodes.Refused, stopped.Code);
        Assert.Equal(ExitCodes.Success, next.Code);
        Assert.Contains("goes on with the run with --force", next.Error, StringComparison.Ordinal);
        Assert.Equal(2 * first, world.Server.Traffic.Succeeded);
        await RunAsync(world);
        Assert.Equal(2 * first, world.Server.Traffic.Succeeded);
    }

    private static SimulatorOptions Midterm() => new() { Truth = SimulatedTruth.Midterm, ReadingNoise = 0 };

    private static Task<CliResult> RunAsync(CliWorld world, params string[] more) => world.RunAsync(["run", "-a", "practice", "--workers", "8", .. more]);

    private static async Task<List<(string Student, string Question, decimal? Points, GradeState State)>> MarksAsync(CliWorld world)
    {
        var marks = new List<(string, string, decimal?, GradeState)>();
        foreach (var student in AssignmentFolder.Open(world.PathTo("data"), "practice").ListStudents())
        {
            marks.AddRange((await ExamFiles.TryReadGradesAsync(student))!.QuestionGrades.Select(grade => (student.Name, grade.QuestionId, grade.PointsEarned, grade.State)));
        }

        return marks;
    }

    private static void Edit(string path, Action<JsonNode> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }
}
