using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Batches;

public sealed class ExecutorResumeTests
{
    private readonly MemoryCheckpoint _checkpoint = new();

    [Fact]
    public async Task ExecuteBatchAsync_SecondRun_BuysNothingTwiceAndGivesTheSameValues()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text + "!", cost: 0.1m));
        ScriptedTask[] Tasks() => [.. Enumerable.Range(0, 30).Select(i => new ScriptedTask($"t{i}") { Follow = _ => [new ScriptedTask($"f{i}")] })];
        await RunAsync(client, Tasks());

        var again = await RunAsync(client, Tasks());

        Assert.Equal(60, client.Calls);
        Assert.Equal(60, again.Metrics.ReusedTasks);
        Assert.Equal(0, again.Metrics.Attempts);
        Assert.Equal(6m, again.Metrics.EarlierCost);
        Assert.Equal(0m, again.Metrics.Cost);
        Assert.All(again.TaskResults, r =>
        {
            Assert.True(r.FromCheckpoint);
            Assert.Equal(r.TaskId + "!", r.UntypedValue);
            Assert.Equal(0, r.Attempts);
            Assert.Equal(0m, r.Cost);
        });
    }

    [Fact]
    public async Task ExecuteBatchAsync_ChangedPromptOrOptions_RunAgain()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        await RunAsync(client, [new ScriptedTask("same", "p"), new ScriptedTask("prompt", "old"), new ScriptedTask("options", "q")]);

        var again = await RunAsync(client,
            [new ScriptedTask("same", "p"), new ScriptedTask("prompt", "new"), new ScriptedTask("options", "q") { ChatOptions = new ChatOptions { Temperature = 0.5f } }]);

        Assert.Equal([true, false, false], again.TaskResults.Select(r => r.FromCheckpoint));
        Assert.Equal("new", again.GetResult<string>("prompt")!.Value);
    }

    [Fact]
    public async Task ExecuteBatchAsync_FailureOfAnEarlierRun_RunsAgain()
    {
        var client = new ScriptedChatClient(call => call.Occurrence == 1 ? throw Answers.Failure(FailureKind.Rejected) : Answers.Text("ok"));
        await RunAsync(client, [new ScriptedTask("a")]);

        var again = await RunAsync(client, [new ScriptedTask("a")]);

        Assert.Equal("ok", again.GetResult<string>("a")!.Value);
        Assert.False(again.GetResult("a")!.FromCheckpoint);
    }

    [Fact]
    public async Task ExecuteBatchAsync_ParserRepairedSince_ReadsTheRecordedAnswerWithoutBuying()
    {
        var client = new ScriptedChatClient(_ => Answers.Text("1,5", cost: 1));
        await RunAsync(client, [new ScriptedTask("a") { Read = _ => throw new FormatException("no comma please") }]);

        var again = await RunAsync(client, [new ScriptedTask("a") { Read = text => text.Replace(',', '.') }]);

        Assert.Equal(1, client.Calls);
        Assert.Equal("1.5", again.GetResult<string>("a")!.Value);
    }

    [Fact]
    public async Task ExecuteBatchAsync_UnreadableAnswerAndThenNoAnswer_TheParserMayStillBeRepaired()
    {
        var client = new ScriptedChatClient(call => call.Number == 1 ? Answers.Text("1,5", cost: 1) : throw Answers.Failure(FailureKind.Rejected));
        var broken = new ScriptedTask("a") { Read = _ => throw new FormatException("no comma please") };
        await RunAsync(client, [broken]);
        await RunAsync(client, [broken]); // asks again, gets no answer: the record of that must not hide the paid answer

        var again = await RunAsync(client, [new ScriptedTask("a") { Read = text => text.Replace(',', '.') }]);

        Assert.Equal("1.5", again.GetResult<string>("a")!.Value);
        Assert.Equal(2, client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_RequestCannotBeBuiltOnce_ThePaidAnswerIsNotLost()
    {
        var client = new ScriptedChatClient(_ => Answers.Text("paid", cost: 1));
        await RunAsync(client, [new ScriptedTask("a")]);
        var missing = await RunAsync(client, [new ScriptedTask("a") { Build = () => throw new FileNotFoundException("page1.png") }]);
        Assert.Equal(TaskOutcome.Failed, missing.GetResult("a")!.Outcome);

        var again = await RunAsync(client, [new ScriptedTask("a")]);

        Assert.True(again.GetResult("a")!.FromCheckpoint);
        Assert.Equal(1, client.Calls);
    }

    [Fact]
    public async Task ExecuteBatchAsync_ResumeFalse_RunsEverythingAgain()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        await RunAsync(client, ScriptedTask.Many(5));

        var again = await RunAsync(client, ScriptedTask.Many(5), new() { Resume = false });

        Assert.Equal(10, client.Calls);
        Assert.Equal(0, again.Metrics.ReusedTasks);
    }

    [Fact]
    public async Task ExecuteBatchAsync_AnswerArrives_IsRecordedBeforeItIsParsed()
    {
        var recorded = false;
        var client = new ScriptedChatClient(_ => Answers.Text("answer"));

        await RunAsync(client, [new ScriptedTask("a")
        {
            Read = text =>
            {
                recorded = _checkpoint.Records.Any(r => r.Answer?.Text == "answer");
                return text;
            },
        }]);

        Assert.True(recorded);
        Assert.Single(_checkpoint.Records);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ExecuteBatchAsync_CheckpointCannotBeWritten_StopsAndLosesNoPaidResult(bool ioException)
    {
        _checkpoint.FailAppend = _ => _checkpoint.Records.Count >= 5 ? ioException ? new IOException("disk full") : new NotSupportedException("disk full") : null;
        _checkpoint.FailDispose = ioException ? new IOException("disk full") : new NotSupportedException("disk full");
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));

        var result = await RunAsync(client, ScriptedTask.Many(500));

        Assert.Equal(client.Calls, result.Metrics.CompletedTasks);
        Assert.InRange(client.Calls, 6, 20);
        Assert.Contains("disk full", result.StoppedBy!.Message, StringComparison.Ordinal);
        Assert.Equal(500, result.TaskResults.Count);
    }

    [Fact]
    public async Task ExecuteBatchAsync_CheckpointCannotBeClosed_TheResultsComeAndSayWhy()
    {
        _checkpoint.FailDispose = new IOException("disk full");

        var result = await RunAsync(new ScriptedChatClient(call => Answers.Text(call.Text)), ScriptedTask.Many(5));

        Assert.Equal(5, result.Metrics.CompletedTasks);
        Assert.Contains("disk full", result.StoppedBy!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExecuteBatchAsync_CheckpointCannotBeRead_StopsRatherThanBuyAgain()
    {
        var client = new ScriptedChatClient(call => Answers.Text(call.Text));
        await RunAsync(client, ScriptedTask.Many(5));
        _checkpoint.FailFind = new IOException("bad sector");

        var again = await RunAsync(client, ScriptedTask.Many(5));

        Assert.Equal(5, client.Calls);
        Assert.Contains("bad sector", again.StoppedBy!.Message, StringComparison.Ordinal);
        Assert.Equal(5, again.Metrics.NotRunTasks);
    }

    [Fact]
    public async Task ExecuteBatchAsync_StoppedAnywhere_ThePaidAnswersAreBoughtOnceInAll()
    {
        for (var stopAt = 1; stopAt <= 60; stopAt += 3)
        {
            var checkpoint = new MemoryCheckpoint();
            using var cancelled = new CancellationTokenSource();
            var client = new ScriptedChatClient(async (call, _) =>
            {
                await Task.Yield();
                if (call.Number == stopAt)
                {
                    await cancelled.CancelAsync();
                }

                return Answers.Text(call.Text);
            });
            ScriptedTask[] Tasks() => [.. Enumerable.Range(0, 25).Select(i => new ScriptedTask($"t{i}") { Follow = _ => [new ScriptedTask($"f{i}")] })];
            await Executors.Over(client, Options(), checkpoint: checkpoint).RunAsync(Tasks(), cancellationToken: cancelled.Token);

            var again = await Executors.Over(client, Options(), checkpoint: checkpoint).RunAsync(Tasks());

            Assert.Equal(50, again.Metrics.CompletedTasks);
            Assert.Equal(50, client.Calls);
            Assert.Equal(50, checkpoint.Records.Count);
        }
    }

    private static ParallelExecutionOptions Options() => new() { MaxWorkers = 4, RateLimit = 0, RetryBaseDelay = TimeSpan.Zero };

    private Task<BatchResult> RunAsync(ScriptedChatClient client, IEnumerable<LlmTask> tasks, BatchOptions? options = null) =>
        Executors.Over(client, Options(), checkpoint: _checkpoint).RunAsync(tasks, options);
}
