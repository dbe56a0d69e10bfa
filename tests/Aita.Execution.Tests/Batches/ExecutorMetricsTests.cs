using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Batches;

[Collection(VirtualTime.Name)]
public sealed class ExecutorMetricsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task ExecuteBatchAsync_Metrics_AddUp()
    {
        var client = new ScriptedChatClient(call => call.Text switch
        {
            "reject" => throw Answers.Failure(FailureKind.Rejected),
            "flaky" when call.Occurrence == 1 => throw Answers.Failure(FailureKind.Server),
            "free" => Answers.Text("x"),
            _ => Answers.Text("x", cost: 0.5m, input: 7, output: 3),
        });

        var result = await Executors.Over(client, new() { RateLimit = 0, RetryBaseDelay = TimeSpan.Zero, EnableCheckpointing = false })
            .RunAsync([new ScriptedTask("reject"), new ScriptedTask("flaky"), new ScriptedTask("free"), new ScriptedTask("a")], new() { ExpectedTasks = 99 });

        var metrics = result.Metrics;
        Assert.Equal((4, 3, 1, 0), (metrics.TotalTasks, metrics.CompletedTasks, metrics.FailedTasks, metrics.NotRunTasks));
        Assert.Equal((5L, 1L, 1), (metrics.Attempts, metrics.Retries, metrics.RetriedTasks));
        Assert.Equal(1m, metrics.Cost);
        Assert.Equal(1, metrics.CallsOfUnknownCost);
        Assert.Equal(new TokenUsage(24, 11), metrics.Usage);
        Assert.Equal(TimeSpan.Zero, metrics.Remaining);
        Assert.Equal(75, result.SuccessRate);
    }

    [Fact]
    public async Task ExecuteBatchAsync_WhereTheTimeWent_AddsUpToTheElapsedTime()
    {
        var client = new ScriptedChatClient(async (call, ct) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _time, ct);
            return Answers.Text(call.Text);
        });
        Func<ExecutionMetrics>? read = null;

        var result = await Executors.Over(client, new() { MaxWorkers = 2, RateLimit = 1, EnableCheckpointing = false }, _time)
            .RunAsync(ScriptedTask.Many(10), new()
            {
                OnEvent = happened =>
                {
                    read ??= (happened as ExecutionEvent.BatchStarted)?.ReadMetrics;
                    Assert.NotNull(read?.Invoke());
                },
            }).WhileTimePasses(_time, TimeSpan.FromMilliseconds(100));

        _time.Advance(TimeSpan.FromHours(1)); // the clock stands still for a batch that is over
        var later = read!();
        Assert.Equal(result.Metrics.Elapsed, later.Elapsed);
        Assert.Equal(later.Elapsed, later.Bottleneck.Times.Values.Aggregate(TimeSpan.Zero, (sum, part) => sum + part));
        Assert.True(later.Bottleneck.Times[WaitedFor.RequestLimit] > TimeSpan.FromSeconds(6));
        Assert.Contains("limit of requests per second", later.Bottleneck.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExecuteBatchAsync_ProviderTellsLessThanWasSet_TheAdviceNamesTheProvidersLimit()
    {
        const int Limit = 10;
        var window = TimeSpan.FromSeconds(20);
        var begin = _time.GetTimestamp();
        var (current, sent) = (0, 0);
        var client = new ScriptedChatClient(call =>
        {
            lock (_time)
            {
                var passed = _time.GetElapsedTime(begin);
                var number = (int)(passed / window);
                sent = number == current ? sent + 1 : 1;
                current = number;
                var answer = Answers.Text(call.Text);
                answer.RawRepresentation = new OpenRouterResponse
                {
                    RateLimits = new RateLimitSnapshot { RequestLimit = Limit, RequestsRemaining = Math.Max(0, Limit - sent), RequestsReset = ((number + 1) * window) - passed },
                };
                return answer;
            }
        });

        var result = await Executors.Over(client, new() { MaxWorkers = 2, RateLimit = 5, EnableCheckpointing = false }, _time)
            .RunAsync(ScriptedTask.Many(40)).WhileTimePasses(_time, TimeSpan.FromMilliseconds(100));

        Assert.Contains("requests that the provider's answers tell, which is tighter than the one of this run", result.Metrics.Bottleneck.Advice, StringComparison.Ordinal);
        Assert.Null(result.Metrics.Bottleneck.Change);
        Assert.True(result.Metrics.Bottleneck.Times[WaitedFor.ToldRequestLimit] > result.Metrics.Elapsed / 2);
    }

    [Fact]
    public async Task ExecuteBatchAsync_SlowDisk_IsToldFromASlowProvider()
    {
        var client = new ScriptedChatClient(async (call, ct) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _time, ct);
            return Answers.Text(call.Text);
        });
        var checkpoint = new MemoryCheckpoint { DelayAppend = () => Task.Delay(TimeSpan.FromSeconds(4), _time) };

        var metrics = (await Executors.Over(client, new() { MaxWorkers = 2, RateLimit = 0 }, _time, checkpoint)
            .RunAsync(ScriptedTask.Many(20)).WhileTimePasses(_time, TimeSpan.FromMilliseconds(250))).Metrics;

        var times = metrics.Bottleneck.Times;
        Assert.Equal(metrics.Elapsed, times.Values.Aggregate(TimeSpan.Zero, (sum, part) => sum + part));
        Assert.InRange(times[WaitedFor.Disk] / metrics.Elapsed, 0.75, 0.82);
        Assert.Contains("writing answers to the checkpoint", metrics.Bottleneck.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExecuteBatchAsync_AsManyWorkersAsTasks_AdvisesNoMoreWorkers()
    {
        var client = new ScriptedChatClient(async (call, ct) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(10), _time, ct);
            return Answers.Text(call.Text);
        });

        var running = Executors.Over(client, new() { MaxWorkers = 5, RateLimit = 0, EnableCheckpointing = false }, _time).RunAsync(ScriptedTask.Many(5));
        await Wait.Until(() => client.InFlight == 5);

        var result = await running.WhileTimePasses(_time, TimeSpan.FromSeconds(1));

        Assert.Empty(result.Metrics.Bottleneck.Advice);
    }

    [Fact]
    public async Task ExecuteBatchAsync_TwoBatchesAtOnce_ShareTheRateLimit()
    {
        ConcurrentBag<TimeSpan> sent = [];
        var start = _time.GetTimestamp();
        var client = new ScriptedChatClient(call =>
        {
            sent.Add(_time.GetElapsedTime(start));
            return Answers.Text(call.Text);
        });
        var executor = Executors.Over(client, new() { MaxWorkers = 50, RateLimit = 10, EnableCheckpointing = false }, _time);
        var both = Task.WhenAll(executor.RunAsync(ScriptedTask.Many(60)), executor.RunAsync(ScriptedTask.Many(60)));

        var results = await both.WhileTimePasses(_time, TimeSpan.FromMilliseconds(50));

        Assert.All(results, result => Assert.Equal(100, result.SuccessRate));
        TimeSpan[] times = [.. sent.Order()];
        Assert.True(times[^1] >= TimeSpan.FromSeconds(11.7)); // 120 requests, two of them at once
        for (var i = 0; i + 12 < times.Length; i++)
        {
            // Between leave and sending a step of the clock may pass.
            Assert.True(times[i + 12] - times[i] >= TimeSpan.FromSeconds(0.9), $"13 requests within {times[i + 12] - times[i]}");
        }
    }

    [Fact]
    public async Task ExecuteBatchAsync_UnknownLengthOfTheSource_NoTimeLeftIsClaimed()
    {
        List<TimeSpan?> left = [];
        Func<ExecutionMetrics>? read = null;
        async IAsyncEnumerable<LlmTask<string>> Source()
        {
            for (var i = 0; i < 30; i++)
            {
                await Task.Yield();
                left.Add(read!().Remaining);
                yield return new ScriptedTask($"t{i}");
            }
        }

        await foreach (var _ in Executors.Over(new ScriptedChatClient(call => Answers.Text(call.Text))).ExecuteAsync(Source(), "test", new()
        {
            OnEvent = happened => read ??= (happened as ExecutionEvent.BatchStarted)?.ReadMetrics,
        }).WithCancellation(TestContext.Current.CancellationToken))
        {
            // read to the end
        }

        Assert.Equal(30, left.Count);
        Assert.All(left, Assert.Null);
    }

    [Fact]
    public async Task ExecuteBatchAsync_Listeners_SeeTheConventionsOfGenerativeAi()
    {
        ConcurrentBag<Activity> activities = [];
        using var activityListener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Aita.Execution",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Add,
        };
        ActivitySource.AddActivityListener(activityListener);
        ConcurrentBag<(string Name, double Value, Dictionary<string, object?> Tags)> measured = [];
        using var meterListener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Aita.Execution")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meterListener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Add((instrument.Name, value, new(tags.ToArray()))));
        meterListener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Add((instrument.Name, value, new(tags.ToArray()))));
        meterListener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => measured.Add((instrument.Name, value, new(tags.ToArray()))));
        meterListener.Start();
        var client = new ScriptedChatClient(call => call.Occurrence == 1 ? throw Answers.Failure(FailureKind.Server) : Answers.Text("x", cost: 0.25m, input: 7, output: 3))
        {
            Metadata = new ChatClientMetadata("listened", null, "listened/model"),
        };

        await Executors.Over(client, new() { RateLimit = 0, RetryBaseDelay = TimeSpan.Zero, EnableCheckpointing = false }).RunAsync([new ScriptedTask("listened")]);

        var mine = activities.Where(a => (string?)a.GetTagItem("aita.task.id") == "listened").OrderBy(a => (int)a.GetTagItem("aita.attempt")!).ToList();
        Assert.Equal(["chat listened/model", "chat listened/model"], mine.Select(a => a.DisplayName));
        Assert.Equal("Server", mine[0].GetTagItem("error.type"));
        Assert.Equal(ActivityStatusCode.Error, mine[0].Status);
        Assert.Equal("listened", mine[1].GetTagItem("gen_ai.provider.name"));
        Assert.Equal(7L, mine[1].GetTagItem("gen_ai.usage.input_tokens"));
        var tagged = measured.Where(m => Equals(m.Tags.GetValueOrDefault("gen_ai.request.model"), "listened/model")).ToList();
        Assert.Equal(2, tagged.Count(m => m.Name == "gen_ai.client.operation.duration"));
        Assert.Equal([3.0, 7.0], tagged.Where(m => m.Name == "gen_ai.client.token.usage").Select(m => m.Value).Order());
        Assert.Equal(0.25, tagged.Single(m => m.Name == "aita.cost").Value);
        Assert.Contains(measured, m => m.Name == "aita.tasks");
        Assert.Contains(measured, m => m.Name == "aita.requests.in_flight");
    }
}
