using System.Text.Json;
using Aita.Exams.Workspace;
using Aita.Samples;
using Aita.Simulator;

namespace Aita.Cli.Tests.Commands.Exams;

/// <summary>
/// A class of thirty with planted trouble, from scans to marks, by the real executable, which is killed five times on the way. The truth is
/// known by construction.
/// </summary>
[Collection(nameof(KillTests))]
public sealed class ClassRunTests
{
    private const int Students = 30;
    private const int Workers = 10;
    private const int Kills = 5;

    private static readonly string[] Line = ["run", "-a", "midterm", "--workers", $"{Workers}", "--progress", "none", "--yes"];

    private TaskCompletionSource _reached = new();
    private long _total;
    private long _killAt = long.MaxValue;

    [Fact]
    public async Task Run_AClassWithPlantedTrouble_GivesTheTruthAndPaysForNothingTwice()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var source = new SampleFolder();
        var plan = await ClassWriter.WriteAsync(source.Path, Students, seed: 1, cancellationToken: cancellation);
        await using var world = await CliWorld.StartAsync(new()
        {
            Truth = await SimulatedTruth.LoadAsync(Path.Join(source.Path, ClassWriter.TruthFile), cancellation),
            ReadingNoise = 0,
            Latency = LatencyModel.LogNormal(TimeSpan.FromMilliseconds(60), 0.5),
            Faults = new() { Script = Count },
        });
        Directory.CreateDirectory(world.PathTo("data"));
        Directory.Move(source.Path, world.PathTo("data/midterm"));

        for (var kill = 1; kill <= Kills; kill++)
        {
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _killAt, 55L * kill);
            using var process = RealProcess.Start(world, Line);
            await Task.WhenAny(_reached.Task, process.WaitForExitAsync(cancellation)).WaitAsync(cancellation);
            process.Kill();
            await process.WaitForExitAsync(cancellation);
        }

        Volatile.Write(ref _killAt, long.MaxValue);
        using var last = RealProcess.Start(world, Line);
        var errors = await last.StandardError.ReadToEndAsync(cancellation);
        await last.WaitForExitAsync(cancellation);

        Assert.True(last.ExitCode == 0, errors);
        var folder = AssignmentFolder.Open(world.PathTo("data"), "midterm");
        await AssertPagesAsync(folder);
        await AssertMarksAsync(folder, plan);

        // Lost with each kill: the requests in flight.
        Assert.InRange(world.Server.Traffic.RepeatedRequests, 0, Kills * Workers);
        var verified = await world.RunAsync("verify", "-a", "midterm");
        Assert.True(verified.Code == 0, verified.Out + verified.Error);
    }

    private static async Task AssertPagesAsync(AssignmentFolder folder)
    {
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(folder.IngestManifest));
        var counts = manifest.RootElement.GetProperty("counts");
        int Count(string name) => counts.GetProperty(name).GetInt32();
        Assert.Equal(Count("pages"), Count("assigned") + Count("blank") + Count("duplicate") + Count("unassigned"));

        // 29 exams of 4 pages, one of them without its page 3; the sheet without writing; the copy and the rescan; the exam of nobody on the roster.
        Assert.Equal((115, 1, 2, 4), (Count("assigned"), Count("blank"), Count("duplicate"), Count("unassigned")));
    }

    private static async Task AssertMarksAsync(AssignmentFolder folder, ClassPlan plan)
    {
        using var truth = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Join(folder.Root, ClassWriter.TruthFile)));
        var register = await StudentRegister.ReadAsync(folder);
        var byId = register.Students.ToDictionary(student => student.StudentId!, StringComparer.Ordinal);
        var waiting = new HashSet<(string, string)>();
        var graded = 0;
        foreach (var student in truth.RootElement.GetProperty("students").EnumerateArray().Where(student => byId.ContainsKey(student.GetProperty("student_id").GetString()!)))
        {
            var id = student.GetProperty("student_id").GetString()!;
            var grades = await ExamFiles.TryReadGradesAsync(folder.Student(byId[id].Folder));
            Assert.NotNull(grades);
            Assert.Equal(truth.RootElement.GetProperty("total_points").GetDecimal(), grades.TotalPossible);
            foreach (var grade in grades.QuestionGrades)
            {
                if (grade.PointsEarned is not { } points)
                {
                    waiting.Add((id, grade.QuestionId));
                    continue;
                }

                graded++;
                Assert.Equal(student.GetProperty("points_by_question").GetProperty(grade.QuestionId).GetDecimal(), points);
            }
        }

        // Every planted doubt waits for a person, and nothing else does: precision and recall are 1.
        var planted = plan.Trouble.Where(trouble => trouble.Outcome is "needs_review" or "missing_page").Select(trouble => (trouble.Student, trouble.QuestionId!)).ToHashSet();
        Assert.Equal(planted.Order(), waiting.Order());
        Assert.Equal(((Students - 1) * 7) - planted.Count, graded);
    }

    private Fault? Count(SimulatedRequest request)
    {
        if (Interlocked.Increment(ref _total) >= Volatile.Read(ref _killAt))
        {
            _reached.TrySetResult();
        }

        return null;
    }

    private sealed class SampleFolder : IDisposable
    {
        public string Path { get; } = System.IO.Path.Join(System.IO.Path.GetTempPath(), $"aita-class-{Guid.NewGuid():N}");

        public void Dispose()
        {
            if (Directory.Exists(Path))
            {
                Directory.Delete(Path, recursive: true);
            }
        }
    }
}
