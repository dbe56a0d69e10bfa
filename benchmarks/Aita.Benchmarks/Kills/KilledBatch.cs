using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Aita.Benchmarks.Macro;
using Aita.Execution;
using Aita.Simulator;

namespace Aita.Benchmarks.Kills;

/// <summary>One batch that is killed and started again until it is done, with a server that counts the requests of every task.</summary>
internal sealed class KilledBatch : IAsyncDisposable
{
    private const double EarlyShare = 0.2;
    private const int MostRequests = 200;
    private static readonly TimeSpan LongestStart = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(30);

    private readonly Workload _workload;
    private readonly ConcurrentDictionary<string, int> _requests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _recorded = new(StringComparer.Ordinal);
    private readonly string[] _arguments;
    private SimulatorServer? _server;
    private TaskCompletionSource _reached = new();
    private long _total;
    private long _killAt = long.MaxValue;

    private KilledBatch(int tasks, int workers, int number)
    {
        _workload = Workload.Create(tasks, $"Batch {number}");
        _arguments = ["--rate-limit", "0", "--workers", $"{workers}"];
    }

    public static async Task<KilledBatch> StartAsync(int tasks, int workers, int number)
    {
        var batch = new KilledBatch(tasks, workers, number);
        batch._server = await SimulatorServer.StartAsync(new SimulatorOptions
        {
            Latency = LatencyModel.LogNormal(TimeSpan.FromMilliseconds(20), 0.8),
            LogCapacity = 0,
            Faults = new FaultPlan { Script = batch.Count },
        });
        return batch;
    }

    /// <summary>Kills the run until there have been enough kills, and lets it come to its end.</summary>
    public async Task RunAsync(KillFigures figures, int times, Random random)
    {
        while (figures.Kills < times)
        {
            if (await RunAndKillAsync(figures, random))
            {
                await CheckEndAsync(figures);
                return;
            }

            await CheckRecordsAsync(figures);
        }

        Volatile.Write(ref _killAt, long.MaxValue);
        using var last = Start();
        await last.WaitForExitAsync();
        await CheckEndAsync(figures);
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _workload.Dispose();
    }

    /// <returns>Whether the run came to its end before.</returns>
    private async Task<bool> RunAndKillAsync(KillFigures figures, Random random)
    {
        var before = Interlocked.Read(ref _total);
        var isEarly = random.NextDouble() < EarlyShare;
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _killAt, isEarly ? long.MaxValue : before + 1 + random.Next(MostRequests));
        using var process = Start();
        var ended = process.WaitForExitAsync();
        if (!isEarly)
        {
            await Task.WhenAny(_reached.Task, ended);
        }

        await Task.WhenAny(Task.Delay((isEarly ? LongestStart : LongestDelay) * random.NextDouble(), TimeProvider.System), ended);
        if (process.HasExited)
        {
            return true;
        }

        process.Kill();
        await ended;
        figures.Kills++;
        figures.BeforeFirstRequest += Interlocked.Read(ref _total) == before ? 1 : 0;
        return false;
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Paths.Aita, _workload.BatchLine(_server!.BaseUrl, _arguments)) { UseShellExecute = false, RedirectStandardError = true };
        var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    /// <summary>After a kill: everything that was recorded before is still there and has not been asked again.</summary>
    private async Task CheckRecordsAsync(KillFigures figures)
    {
        var manager = new CheckpointManager(_workload.Checkpoints);
        if (manager.List() is not [var newest, ..])
        {
            return;
        }

        figures.Torn += (await manager.ReadAsync(newest.Path)).IsTorn ? 1 : 0;
        var found = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var record in manager.ReadRecordsAsync(newest.Path))
        {
            found.Add(record.Id);
        }

        figures.Records += found.Count;
        figures.Lost += _recorded.Keys.Count(id => !found.Contains(id));
        foreach (var id in found)
        {
            _recorded.TryAdd(id, _requests[id]);
        }

        CheckRequests(figures);
    }

    private void CheckRequests(KillFigures figures)
    {
        foreach (var (id, requests) in _recorded)
        {
            figures.BoughtTwice += _requests[id] > requests ? 1 : 0;
        }
    }

    private async Task CheckEndAsync(KillFigures figures)
    {
        var lines = 0;
        await foreach (var text in File.ReadLinesAsync(_workload.Output))
        {
            using var line = JsonDocument.Parse(text);
            var isRight = line.RootElement.GetProperty("custom_id").GetString() == $"task-{lines}" && line.RootElement.GetProperty("error").ValueKind == JsonValueKind.Null;
            lines = isRight ? lines + 1 : throw new InvalidOperationException($"Line {lines + 1} of the output is wrong: {text}");
        }

        CheckRequests(figures);
        figures.CompletedBatches += lines == _workload.Tasks ? 1 : throw new InvalidOperationException($"The output has {lines} lines instead of {_workload.Tasks}.");
        figures.InFlight += _total - _workload.Tasks;
    }

    private Fault? Count(SimulatedRequest request)
    {
        // "Batch 3 number 17: what is ..."
        var number = request.Text.Split(' ')[3].TrimEnd(':');
        _requests.AddOrUpdate($"task-{number}", 1, static (_, n) => n + 1);
        if (Interlocked.Increment(ref _total) >= Volatile.Read(ref _killAt))
        {
            _reached.TrySetResult();
        }

        return null;
    }
}
