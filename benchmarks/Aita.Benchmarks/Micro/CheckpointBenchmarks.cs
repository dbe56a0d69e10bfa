using Aita.Execution;
using BenchmarkDotNet.Attributes;

namespace Aita.Benchmarks.Micro;

/// <summary>One answer written down, alone and by 64 at a time, flushed to the device after each hundredth.</summary>
public class CheckpointBenchmarks
{
    private const int Together = 64;
    private readonly string _folder = Directory.CreateTempSubdirectory("aita-benchmark-").FullName;
    private ICheckpointStore _store = null!;
    private long _next;

    /// <summary>Opens a new file.</summary>
    [GlobalSetup]
    public async Task OpenAsync() => _store = await new CheckpointManager(_folder).OpenAsync("micro", resume: false, interval: 100);

    /// <summary>Closes and deletes it.</summary>
    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>One after another.</summary>
    [Benchmark]
    public ValueTask Append() => _store.AppendAsync(Record(), CancellationToken.None);

    /// <summary>Many at a time; the time is that of one.</summary>
    [Benchmark(OperationsPerInvoke = Together)]
    public async Task AppendTogether()
    {
        var appends = new Task[Together];
        for (var i = 0; i < Together; i++)
        {
            appends[i] = Task.Run(() => _store.AppendAsync(Record(), CancellationToken.None).AsTask());
        }

        await Task.WhenAll(appends);
    }

    private CheckpointRecord Record()
    {
        var usage = new TokenUsage(120, 34, 5);
        return new CheckpointRecord
        {
            Id = $"task-{Interlocked.Increment(ref _next)}",
            Key = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            Status = TaskOutcome.Succeeded,
            Attempts = 1,
            Duration = TimeSpan.FromMilliseconds(1234.5),
            Usage = usage,
            Cost = 0.001m,
            Answer = new LlmAnswer { Text = new string('a', 400), FinishReason = "stop", Model = "some/model", ResponseId = "gen-1", Usage = usage, Cost = 0.001m },
        };
    }
}
