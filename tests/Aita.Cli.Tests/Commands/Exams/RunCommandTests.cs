using System.Text.Json;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;
using Aita.Samples;
using Aita.Simulator;

namespace Aita.Cli.Tests.Commands.Exams;

public sealed class RunCommandTests
{
    /// <summary>A model that reads the synthetic exam without mistakes.</summary>
    private static readonly SimulatorOptions Class = new() { Truth = SimulatedTruth.Midterm, ReadingNoise = 0 };

    [Fact]
    public async Task Run_AStackOfScans_GivesTheTrueMarksAndLeavesTheDoubtfulToAPerson()
    {
        await using var world = await CliWorld.StartAsync(Class);
        await world.RunAsync("init", "practice", "--sample");

        var result = await world.RunAsync("run", "-a", "practice", "--workers", "8");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Contains("page images with the names on them painted over", result.Error, StringComparison.Ordinal);
        var folder = AssignmentFolder.Open(world.PathTo("data"), "practice");
        using var truth = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Join(folder.Root, "truth.json")));
        foreach (var student in truth.RootElement.GetProperty("students").EnumerateArray())
        {
            var grades = await ExamFiles.TryReadGradesAsync(folder.Student(student.GetProperty("folder").GetString()!));
            Assert.NotNull(grades);
            Assert.Equal(40, grades.TotalPossible);
            foreach (var grade in grades.QuestionGrades.Where(grade => grade.IsResolved))
            {
                Assert.Equal(student.GetProperty("points_by_question").GetProperty(grade.QuestionId).GetDecimal(), grade.PointsEarned);
            }
        }

        // The one answer that gives orders to the grader waits, and nothing else does.
        var tansy = await ExamFiles.TryReadGradesAsync(folder.Student("Tansy Orbit"));
        Assert.Equal(["4"], tansy!.QuestionGrades.Where(grade => grade.State == GradeState.NeedsReview).Select(grade => grade.QuestionId));
        Assert.Contains("1 answer waits: aita review -a practice", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Join(folder.Reports, "index.html")));
    }

    [Fact]
    public Task Run_AgainAndAgain_SendsNothingAndChangesNoByte() => AssertSettledAsync(async () =>
    {
        var world = await CliWorld.StartAsync(Class);
        await world.RunAsync("init", "midterm", "--sample");
        return world;
    });

    [Fact]
    public Task Run_AClassWithTroubleAgainAndAgain_SendsNothingAndChangesNoByte() => AssertSettledAsync(() => ClassWorld.StartAsync(
        [TroubleKind.UpsideDown, TroubleKind.BlankSheet, TroubleKind.Duplicate, TroubleKind.Rescan, TroubleKind.MissingPage, TroubleKind.Injection, TroubleKind.NoScan, TroubleKind.NotOnRoster]));

    [Fact]
    public async Task Run_NamesInTheRequests_AreOnlyOnTheStrips()
    {
        var texts = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var world = await CliWorld.StartAsync(new()
        {
            Truth = SimulatedTruth.Midterm,
            Faults = new()
            {
                Script = request =>
                {
                    texts.Enqueue(request.Text);
                    return null;
                },
            },
        });
        await world.RunAsync("init", "practice", "--sample");

        await world.RunAsync("run", "-a", "practice", "--workers", "8");

        string[] names = ["Nova Quill", "Pixel Marsh", "Juniper Voss", "Tansy Orbit", "Bramble Kite", "S0001", "S0002", "S0003", "S0004", "S0005"];
        Assert.NotEmpty(texts);
        Assert.DoesNotContain(texts, text => names.Any(name => text.Contains(name, StringComparison.OrdinalIgnoreCase)));
        foreach (var checkpoint in Directory.GetFiles(world.PathTo("checkpoints"), "practice_run_*"))
        {
            // What was read on the strips is an answer and so in the checkpoint; nothing else there names anybody.
            var lines = (await File.ReadAllLinesAsync(checkpoint)).Where(line => !line.Contains("name-strip/", StringComparison.Ordinal));
            Assert.DoesNotContain(lines, line => names.Any(name => line.Contains(name, StringComparison.OrdinalIgnoreCase)));
        }
    }

    [Fact]
    public async Task Run_ARequestFails_ExitsWithTwoAndTheNextRunMendsIt()
    {
        var isBroken = true;
        await using var world = await CliWorld.StartAsync(new()
        {
            Truth = SimulatedTruth.Midterm,
            ReadingNoise = 0,
            Faults = new() { Script = request => isBroken && request.Text.Contains("\nQuestion 5 (", StringComparison.Ordinal) ? new Fault(FaultKind.Refused) : null },
        });
        await world.RunAsync("init", "practice", "--sample");

        var first = await world.RunAsync("run", "-a", "practice", "--workers", "8");
        isBroken = false;
        var second = await world.RunAsync("run", "-a", "practice", "--workers", "8");

        Assert.Equal(ExitCodes.SomeFailed, first.Code);
        Assert.Equal(ExitCodes.Success, second.Code);
        var folder = AssignmentFolder.Open(world.PathTo("data"), "practice");
        var nova = await ExamFiles.TryReadGradesAsync(folder.Student("Nova Quill"));
        Assert.Equal(39, nova!.TotalScore);
    }

    [Fact]
    public async Task Run_WithoutScans_SaysWhereToPutThem()
    {
        await using var world = await CliWorld.StartAsync();
        await world.RunAsync("init", "empty");

        var result = await world.RunAsync("run", "-a", "empty");

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains("put the scanned exams there", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, world.Server.Traffic.Requests);
    }

    private static async Task AssertSettledAsync(Func<Task<CliWorld>> start)
    {
        await using var world = await start();
        var folder = world.PathTo(Path.Join("data", ClassWorld.Assignment));
        await world.RunAsync("run", "-a", "midterm", "--workers", "8");
        var (sent, before) = (world.Server.Traffic.Requests, ClassWorld.Contents(folder));

        for (var again = 0; again < 2; again++)
        {
            var result = await world.RunAsync("run", "-a", "midterm", "--workers", "8");

            Assert.Equal(ExitCodes.Success, result.Code);
            Assert.Equal(sent, world.Server.Traffic.Requests);
            Assert.Equal(before, ClassWorld.Contents(folder));
        }
    }
}
