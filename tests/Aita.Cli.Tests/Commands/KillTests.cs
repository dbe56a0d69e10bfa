using System.Collections.Concurrent;
using System.Diagnostics;
using Aita.Cli.Tests.Commands.Exams;
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
    private const int Pages = 15;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(30);

    private static readonly string[] BatchLine = ["batch", "in.jsonl", "-o", "out.jsonl", "--workers", $"{Workers}", "--progress", "none"];

    private readonly ConcurrentDictionary<string, int> _requests = new(StringComparer.Ordinal);
    private TaskCompletionSource _reached = new();
    private long _total;
    private long _killAt = long.MaxValue;
    private long _hangAt = long.MaxValue;

    [Theory]
    [InlineData(20_260_101)]
    [InlineData(7)]
    public async Task Batch_KilledAtRandomMoments_NeverPaysTwiceForWhatWasRecorded(int seed)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        await using var world = await CliWorld.StartAsync(new()
        {
            Latency = LatencyModel.LogNormal(TimeSpan.FromMilliseconds(10), 0.8),
            Faults = new() { Script = Count },
        });
        world.Write("in.jsonl", Enumerable.Range(0, Tasks).Select(BatchCommandTests.Short));
        var random = new Random(seed);
        var recordedAtKills = new List<(string Id, int Requests)>();
        var kills = 0;
        foreach (var share in (double[])[0.05, 0.2, 0.35, 0.5, 0.65])
        {
            KillAt((long)(Tasks * share) + random.Next(Workers), Workers);
            using var process = RealProcess.Start(world, BatchLine);
            await KillAsync(process, random);
            kills++;
            Assert.False(File.Exists(world.PathTo("out.jsonl")));
            foreach (var id in await RecordedAsync(world))
            {
                recordedAtKills.Add((id, _requests[id]));
            }
        }

        KillAt(long.MaxValue, 0);
        using var last = RealProcess.Start(world, BatchLine);
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

    [Theory]
    [InlineData(11, false)]
    [InlineData(12, true)]
    public async Task Transcribe_KilledInTheMiddle_NeverPaysTwiceForWhatWasRecorded(int seed, bool force)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        await using var world = await CliWorld.StartAsync(new()
        {
            Latency = LatencyModel.LogNormal(TimeSpan.FromMilliseconds(40), 0.5),
            Faults = new() { Script = Count },
        });
        await world.AddMidtermAsync();
        string[] line = ["transcribe", "-a", "midterm", "--workers", "2", "--progress", "none", "--json"];
        var before = 0;
        if (force)
        {
            Assert.Equal(0, (await world.RunAsync(line)).Code);
            before = Pages;
        }

        var random = new Random(seed);
        KillAt(before + 6 + random.Next(3), 2);
        using (var process = RealProcess.Start(world, [.. line, .. force ? (string[])["--force"] : []]))
        {
            await KillAsync(process, random);
        }

        KillAt(long.MaxValue, 0);
        var recorded = (await RecordedAsync(world)).Distinct(StringComparer.Ordinal).Count();
        using var last = RealProcess.Start(world, line);
        var errors = last.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await last.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await last.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(last.ExitCode == 0, await errors);
        var run = BatchCommandTests.Parse(output).GetProperty("run");
        Assert.InRange(recorded, 1, Pages - 1);
        Assert.Equal(Pages, BatchCommandTests.Parse(output).GetProperty("items").EnumerateObject()
            .Where(item => item.Name is "made" or "kept").Sum(item => item.Value.GetInt32()));

        // Every page that was not recorded is bought once more, and no other; each of two workers loses one request at most.
        Assert.Equal(Pages - recorded, run.GetProperty("attempts").GetInt32());
        Assert.InRange(world.Server.Traffic.Requests - before - Pages, 0, 2);
    }

    /// <summary>Chooses the request to kill at, and how many are answered from it on: the others hang, so that no run ends before it is killed.</summary>
    private void KillAt(long total, int answered)
    {
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _hangAt, total + answered);
        Volatile.Write(ref _killAt, total);
    }

    /// <summary>Waits for the chosen request and then a little, so that kills also hit what comes after a request: answers, records, files.</summary>
    private async Task KillAsync(Process process, Random random)
    {
        await _reached.Task.WaitAsync(TestContext.Current.CancellationToken);
        await Task.Delay(LongestDelay * random.NextDouble(), TimeProvider.System, TestContext.Current.CancellationToken);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
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
        var key = request.ImageCount > 0 ? $"{request.BodyHash}" : $"q{request.Text.Split(' ')[1]}";
        _requests.AddOrUpdate(key, 1, static (_, n) => n + 1);
        var total = Interlocked.Increment(ref _total);
        if (total >= Volatile.Read(ref _killAt))
        {
            _reached.TrySetResult();
        }

        return total >= Volatile.Read(ref _hangAt) ? new Fault(FaultKind.Hang) : null;
    }
}
