using System.Collections.Concurrent;
using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Prefixes;

[Collection(VirtualTime.Name)]
public sealed class ExecutorPrefixTests
{
    [Fact]
    public async Task ExecuteBatchAsync_SharedPrefixes_OneRequestOfEachGoesFirst()
    {
        var provider = new CachingProvider();

        var result = await RunAsync(provider, tasks: 200, prefixes: 5, workers: 4);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(5, provider.Misses);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"t{i}"), result.TaskResults.Select(r => r.TaskId));
    }

    [Fact]
    public async Task ExecuteBatchAsync_NotAware_TheFirstWaveMisses()
    {
        var provider = new CachingProvider { FirstWave = 4 };

        var result = await RunAsync(provider, tasks: 200, prefixes: 1, workers: 4, aware: false);

        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(4, provider.Misses);
    }

    [Fact]
    public async Task ExecuteBatchAsync_EveryRequestFailsOnce_NothingIsHeldForEver()
    {
        var provider = new CachingProvider { FailsFirst = true };

        var result = await RunAsync(provider, tasks: 60, prefixes: 3, workers: 4);

        Assert.Equal(100, result.SuccessRate);
    }

    [Fact]
    public async Task ExecuteBatchAsync_CancelledWhileTasksAreHeld_EachHasItsOutcome()
    {
        using var cancelled = new CancellationTokenSource();
        var client = new ScriptedChatClient(async (call, ct) =>
        {
            if (call.Number == 2)
            {
                await cancelled.CancelAsync();
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return Answers.Text("never");
        });

        var result = await Executors.Over(client, Options(4, aware: true)).RunAsync(Tasks(100, 1), cancellationToken: cancelled.Token);

        Assert.Equal(100, result.Metrics.NotRunTasks);
        Assert.Equal(2, client.Calls); // before the first answer two find out how long requests take
    }

    private static Task<BatchResult> RunAsync(CachingProvider provider, int tasks, int prefixes, int workers, bool aware = true) =>
        Executors.Over(new ScriptedChatClient(provider.AnswerAsync), Options(workers, aware), provider.Time).RunAsync(Tasks(tasks, prefixes))
            .WhileTimePasses(provider.Time, CachingProvider.Latency);

    private static ParallelExecutionOptions Options(int workers, bool aware) => new()
    {
        MaxWorkers = workers,
        RateLimit = 0,
        EnableCheckpointing = false,
        RetryBaseDelay = TimeSpan.Zero,
        DrainTimeout = TimeSpan.Zero,
        CacheAwareScheduling = aware,
    };

    private static ScriptedTask[] Tasks(int count, int prefixes) =>
    [
        .. Enumerable.Range(0, count).Select(i => new ScriptedTask($"t{i}")
        {
            Build = () => [new(ChatRole.System, new string((char)('a' + (i % prefixes)), 5000)), new(ChatRole.User, $"t{i}")],
        }),
    ];

    /// <summary>Has a prefix in its cache once a request with it has been answered.</summary>
    private sealed class CachingProvider
    {
        public static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(5);

        private readonly ConcurrentDictionary<string, bool> _cached = new();
        private readonly TaskCompletionSource _wave = new();
        private int _misses;
        private int _came;

        public FakeTimeProvider Time { get; } = new();

        /// <summary>Nothing is answered until this many requests have come.</summary>
        public int FirstWave { get; init; }

        public bool FailsFirst { get; init; }

        public int Misses => Volatile.Read(ref _misses);

        public async Task<ChatResponse> AnswerAsync(ScriptedCall call, CancellationToken cancellationToken)
        {
            var prefix = call.Messages[0].Text;
            if (!_cached.ContainsKey(prefix))
            {
                Interlocked.Increment(ref _misses);
            }

            if (Interlocked.Increment(ref _came) >= FirstWave)
            {
                _wave.TrySetResult();
            }

            await _wave.Task.WaitAsync(cancellationToken);
            await Task.Delay(Latency, Time, cancellationToken);
            if (FailsFirst && call.Occurrence == 1)
            {
                throw Answers.Failure(FailureKind.Server);
            }

            _cached[prefix] = true;
            return Answers.Text(call.Text);
        }
    }
}
