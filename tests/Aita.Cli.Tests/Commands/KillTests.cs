using System.Collections.Concurrent;
using System.Diagnostics;
using Aita.Execution;
using Aita.Simulator;

namespace Aita.Cli.Tests.Commands;

/// <summary>Runs the real executable, kills it without warning, and lets it resume. Alone, so that the process gets its share of the machine.</summary>
[Collection(nameof(KillTests))]
[CollectionDefinition(nameof(KillTests), DisableParallelization = true)]
public sealed class KillTests
{
    private const int Tasks = 200;
    private const int Workers = 8;
    private const int Seed = 20_260_101;

    private readonly ConcurrentDictionary<string, int> _requests = new(StringComparer.Ordinal);
    private TaskCompletionSource _reached = new();
    private long _total;
    private long _killAt = long.MaxValue;

    [Fact]
    public async Task Batch_KilledAtRandomMoments_NeverPaysTwiceForWhatWasRecorded()
    {
        await using var world = await CliWorld.StartAsync(new()
        {
            Latency = LatencyModel.LogNormal(TimeSpan.FromMilliseconds(10), 0.8),
            Faults = new() { Script = Count },
        });
        world.Write("in.jsonl", Enumerable.Range(0, Tasks).Select(BatchCommandTests.Short));
        var random = new Random(Seed);
        var recordedAtKills = new List<(string Id, int Requests)>();
        var kills = 0;
        foreach (var share in (double[])[0.05, 0.2, 0.4, 0.6, 0.8])
        {
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _killAt, (long)(Tasks * share) + random.Next(Workers));
            using var process = Start(world);
            await _reached.Task.WaitAsync(TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            kills++;
            Assert.False(File.Exists(world.PathTo("out.jsonl")));
            foreach (var id in await RecordedAsync(world))
            {
                recordedAtKills.Add((id, _requests[id]));
            }
        }

        Volatile.Write(ref _killAt, long.MaxValue);
        using var last = Start(world);
        var errors = await last.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await last.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(last.ExitCode == 0, errors);
        Assert.Equal(
            Enumerable.Range(0, Tasks).Select(i => $"q{i}"),
            world.Read("out.jsonl").Select(l => BatchCommandTests.Parse(l).GetProperty("custom_id").GetString()));
        Assert.NotEmpty(recordedAtKills);
        Assert.All(recordedAtKills, recorded => Assert.Equal(recorded.Requests, _requests[recorded.Id]));

        // Lost with each kill: the requests in flight at most, since a slot is held until its answer is recorded.
        Assert.InRange(world.Server.Traffic.Requests - Tasks, 0, kills * Workers);
        Assert.Equal(["in.jsonl", "out.jsonl"], Directory.GetFiles(world.Directory).Select(Path.GetFileName).Order());
    }

    private static Process Start(CliWorld world)
    {
        var executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "aita.exe" : "aita");
        var start = new ProcessStartInfo(executable)
        {
            WorkingDirectory = world.Directory,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["batch", "in.jsonl", "-o", "out.jsonl", "--workers", $"{Workers}", "--progress", "none"])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in world.Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Ids with a recorded success in the newest checkpoint.</summary>
    private static async Task<List<string>> RecordedAsync(CliWorld world)
    {
        var checkpoints = new CheckpointManager(world.PathTo("checkpoints"));
        var ids = new List<string>();
        if (checkpoints.List() is [var newest, ..])
        {
            await foreach (var record in checkpoints.ReadRecordsAsync(newest.Path, TestContext.Current.CancellationToken))
            {
                Assert.Equal(TaskOutcome.Succeeded, record.Status);
                ids.Add(record.Id);
            }
        }

        return ids;
    }

    private Fault? Count(SimulatedRequest request)
    {
        _requests.AddOrUpdate($"q{request.Text.Split(' ')[1]}", 1, static (_, n) => n + 1);
        if (Interlocked.Increment(ref _total) >= Volatile.Read(ref _killAt))
        {
            _reached.TrySetResult();
        }

        return null;
    }
}
