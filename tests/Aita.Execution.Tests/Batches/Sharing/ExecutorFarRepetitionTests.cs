using System.Collections.Concurrent;
using Aita.Execution.Tests.Checkpoints;
using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Aita.Execution.Tests.Batches.Sharing;

/// <summary>Requests that come again after thousands of others, in batches with a checkpoint file.</summary>
public sealed class ExecutorFarRepetitionTests : IDisposable
{
    /// <summary>More than answers are kept in memory, or tasks may be open.</summary>
    private const int Far = 12_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ExecuteBatchAsync_TheSameRequestAfterManyOthers_IsSentOnceAndRecordedAsShared()
    {
        var client = new ScriptedChatClient(static call => Answers.Text(call.Text + "!", cost: 0.1m));

        var result = await RunAsync(client, [new Repetition("a", "same"), .. Others(Far), new Repetition("b", "same")]);

        Assert.Equal(Far + 1, client.Calls);
        Assert.Equal(1, client.TimesAsked("same"));
        Assert.Equal(100, result.SuccessRate);
        Assert.Equal(1, result.Metrics.SharedTasks);
        Assert.Equal((Far + 1) * 0.1m, result.Metrics.Cost);
        var shared = result.GetResult("b")!;
        Assert.Equal(("same!", "a", 0, 0m), (shared.UntypedValue, shared.SharedWith, shared.Attempts, shared.Cost));
        var record = Assert.Single(await RecordsAsync(result), static record => record.SharedWith is not null);
        Assert.Equal(("b", "a", TaskOutcome.Succeeded, 0m, 0, "same!"), (record.Id, record.SharedWith, record.Status, record.Cost, record.Requests, record.Answer!.Text));
        Assert.Equal([result.Checkpoint!], Directory.GetFileSystemEntries(_folder.Path));
    }

    // Places of answers go to the temporary file by 16,384.
    [Fact]
    public async Task ExecuteBatchAsync_RepetitionsOfRequestsFromSeveralRuns_AreAllFound()
    {
        const int Distinct = 36_000;
        var seen = new ConcurrentBag<int>();
        var client = new ScriptedChatClient(static call => Answers.Text(call.Text));
        var repeated = Enumerable.Range(0, Distinct / 1000).Select(static i => new Repetition($"r{i}", $"o{i * 1000}"));

        var result = await RunAsync(client, [.. Others(Distinct), .. repeated], onTask: done => seen.Add(done % 10_000 == 0 ? Directory.GetFiles(_folder.Path).Length : 1));

        Assert.Equal(Distinct, client.Calls);
        Assert.Equal(Distinct / 1000, result.Metrics.SharedTasks);
        Assert.All(result.TaskResults.Where(static r => r.SharedWith is not null), static r => Assert.Equal(r.SharedWith, r.UntypedValue));
        Assert.Equal([result.Checkpoint!], Directory.GetFileSystemEntries(_folder.Path));
        Assert.All(seen, static files => Assert.InRange(files, 1, OperatingSystem.IsWindows() ? 2 : 1));
    }

    [Fact]
    public async Task ExecuteBatchAsync_SharingOff_IsSentAgain()
    {
        var client = new ScriptedChatClient(static call => Answers.Text(call.Text));

        await RunAsync(client, [new Repetition("a", "same"), .. Others(2000), new Repetition("b", "same")], share: false);

        Assert.Equal(2, client.TimesAsked("same"));
    }

    [Fact]
    public async Task ExecuteBatchAsync_TheRecordedAnswerCouldNotBeUsed_IsNotShared()
    {
        var client = new ScriptedChatClient(static call => Answers.Text("useless"));
        var picky = new Repetition("a", "same") { IsPicky = true };

        var result = await RunAsync(client, [picky, .. Others(2000), new Repetition("b", "same") { After = picky }]);

        Assert.False(result.GetResult("a")!.IsSuccess);
        Assert.Equal(2, client.TimesAsked("same"));
        Assert.Null(result.GetResult("b")!.SharedWith);
    }

    [Fact]
    public async Task ExecuteBatchAsync_TheRepetitionCannotReadTheAnswer_IsAskedAlone()
    {
        var client = new ScriptedChatClient(static call => Answers.Text(call.Occurrence == 1 ? "useless" : "useful"));

        var a = new Repetition("a", "same");
        var b = new Repetition("b", "same") { IsPicky = true, After = a };

        var result = await RunAsync(client, [a, .. Others(2000), b, .. Others(2000, "p"), new Repetition("c", "same") { After = b }]);

        Assert.Equal(2, client.TimesAsked("same"));
        Assert.Equal((null, "useful"), (result.GetResult("b")!.SharedWith, result.GetResult("b")!.UntypedValue));
        Assert.Equal(("b", "useful"), (result.GetResult("c")!.SharedWith, result.GetResult("c")!.UntypedValue)); // the last one that was bought
    }

    [Fact]
    public async Task ExecuteBatchAsync_Samples_AreSentEachAndSharedEach()
    {
        var client = new ScriptedChatClient(static call => Answers.Text($"{call.Occurrence}"));

        var result = await RunAsync(client, [Sample("a", 0), Sample("b", 1), .. Others(2000), Sample("c", 0), Sample("d", 1), Sample("e", 2)]);

        Assert.Equal(3, client.TimesAsked("same"));
        Assert.Equal(["a", "b", null], new[] { "c", "d", "e" }.Select(id => result.GetResult(id)!.SharedWith));

        static Repetition Sample(string id, int index) => new(id, "same") { Index = index };
    }

    [Fact]
    public async Task ExecuteBatchAsync_TheWholeResponseIsWanted_OnlyOneThatWasRecordedIsShared()
    {
        var client = new ScriptedChatClient(static call =>
        {
            var response = Answers.Text(call.Text);
            response.RawRepresentation = new OpenRouterResponse { Body = """{"whole":true}"""u8.ToArray() };
            return response;
        });

        var text = new Repetition("text", "same");
        var a = Whole("a", after: text);

        var result = await RunAsync(client, [text, .. Others(2000), a, .. Others(3000, "p"), Whole("b"), new Repetition("c", "same") { After = a }]);

        Assert.Equal(2, client.TimesAsked("same"));
        Assert.Equal([null, "a", "a"], new[] { "a", "b", "c" }.Select(id => result.GetResult(id)!.SharedWith));
        Assert.Equal(3, (await RecordsAsync(result)).Count(static record => record.Answer!.Body is not null));

        static Repetition Whole(string id, Repetition? after = null) => new(id, "same") { KeepsWhole = true, After = after };
    }

    [Fact]
    public async Task ExecuteBatchAsync_CombinedRequests_TheShareOfOneTaskIsShared()
    {
        var client = new ScriptedChatClient(static call => Answers.Text(call.Text));
        var combined = Enumerable.Range(0, 4000).Select(static i => new CombinedTask($"t{i}"));

        var result = await RunAsync(client, [.. combined, new Repetition("again", "t7")], perRequest: 10);

        Assert.InRange(client.Calls, 400, 2000); // a group is sent before it is full when no room is left
        Assert.Equal(("t7", "t7"), (result.GetResult("again")!.SharedWith, result.GetResult("again")!.UntypedValue));
    }

    // Cancelled in between, so that one answer is of an earlier run, and the other one of this run.
    [Fact]
    public async Task ExecuteBatchAsync_Resumed_AnswersOfBothRunsAreFound()
    {
        using var stop = new CancellationTokenSource();
        var client = new ScriptedChatClient(static call => Answers.Text(call.Text));
        LlmTask[] tasks = [.. Others(4000), new Repetition("old", "o0"), new Repetition("new", "o3000")];
        await RunAsync(client, tasks, onTask: done =>
        {
            if (done == 1000)
            {
                stop.Cancel();
            }
        }, cancellationToken: stop.Token);
        Assert.InRange(client.Calls, 1000, 2500);

        var result = await RunAsync(client, tasks);

        Assert.Equal(4000, client.Calls);
        Assert.Equal(("o0", "o3000"), (result.GetResult("old")!.SharedWith, result.GetResult("new")!.SharedWith));
        Assert.Equal([result.Checkpoint!], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task ExecuteBatchAsync_TheTemporaryFileCannotBeMade_OnlyBuysTheRepetition()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a folder with an open file in it cannot be moved there");
        var warnings = new Warnings();
        var client = new ScriptedChatClient(async (call, _) =>
        {
            if (call.Text == "last")
            {
                await warnings.First.Guarded();
            }

            return Answers.Text(call.Text);
        });
        var last = new ScriptedTask("last") { Follow = static _ => [new Repetition("again", "o0")] };
        var moved = _folder.Path + "-moved";

        var result = await RunAsync(client, [.. Others(18_000), last], log: warnings, onTask: done =>
        {
            if (done == 100)
            {
                Directory.Move(_folder.Path, moved);
            }
        });

        Directory.Move(moved, _folder.Path);
        Assert.Equal((100.0, 18_002), (result.SuccessRate, client.Calls));
        Assert.StartsWith("Identical requests that are far apart are sent again from now on", await warnings.First, StringComparison.Ordinal);
        Assert.Equal(18_002, (await RecordsAsync(result)).Count);
    }

    private static IEnumerable<LlmTask> Others(int count, string name = "o") => Enumerable.Range(0, count).Select(i => new ScriptedTask($"{name}{i}"));

    private async Task<List<CheckpointRecord>> RecordsAsync(BatchResult result)
    {
        var records = new List<CheckpointRecord>();
        await foreach (var record in new CheckpointManager(_folder.Path).ReadRecordsAsync(result.Checkpoint!, TestContext.Current.CancellationToken))
        {
            records.Add(record);
        }

        return records;
    }

    private Task<BatchResult> RunAsync(
        ScriptedChatClient client, LlmTask[] tasks, bool share = true, int perRequest = 1, Action<int>? onTask = null, ILoggerFactory? log = null,
        CancellationToken cancellationToken = default)
    {
        var done = 0;
        var environment = log is null ? new ExecutionEnvironment() : new ExecutionEnvironment { LoggerFactory = log };
        var executor = new ParallelLlmExecutor(client, new()
        {
            MaxWorkers = 16,
            RateLimit = 0,
            CheckpointDirectory = _folder.Path,
            CheckpointInterval = 100_000,
            ShareIdenticalRequests = share,
            MaxTasksPerRequest = perRequest,
        }, environment);
        var options = new BatchOptions { OnTaskCompleted = onTask is null ? null : _ => onTask(Interlocked.Increment(ref done)) };
        return executor.RunAsync(tasks, options, cancellationToken);
    }

    /// <summary>A task whose request another one has as well.</summary>
    private sealed class Repetition(string id, string prompt) : LlmTask<string>(id)
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int? Index { get; init; }

        public bool KeepsWhole { get; init; }

        /// <summary>Whether it can only use what is useful.</summary>
        public bool IsPicky { get; init; }

        /// <summary>It is not built before this one has ended: else it may come while that one is still open.</summary>
        public Repetition? After { get; init; }

        public override int? SampleIndex => Index;

        public override bool KeepsResponseBody => KeepsWhole;

        public override IReadOnlyList<ChatMessage> BuildMessages() => [new(ChatRole.User, prompt)];

        public override async ValueTask<IReadOnlyList<ChatMessage>> BuildMessagesAsync(CancellationToken cancellationToken)
        {
            if (After is not null)
            {
                await After._ended.Task.WaitAsync(cancellationToken);
            }

            return BuildMessages();
        }

        public override string ParseResponse(string text) => IsPicky && text != "useful" ? throw new LlmException(FailureKind.Rejected, "useless") : text;

        public override void OnSuccess(string value) => _ended.SetResult();

        public override void OnFailure(LlmFailure failure) => _ended.SetResult();
    }

    /// <summary>Keeps the first warning.</summary>
    private sealed class Warnings : ILoggerFactory, ILogger
    {
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> First => _first.Task;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
            {
                _first.TrySetResult(formatter(state, exception));
            }
        }
    }
}
