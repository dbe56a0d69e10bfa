using System.Runtime.CompilerServices;
using Aita.Exams.Tests.Stages;
using Aita.Exams.Workflow;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Tests.Workflow;

public sealed class StageBatchTests
{
    private static readonly ParallelExecutionOptions Options = new() { MaxWorkers = 4, RateLimit = 0, EnableCheckpointing = false, MaxRetries = 0 };

    [Fact]
    public async Task RunAsync_WhatOneStageHandsOn_JoinsTheBatchBeforeTheFirstStageHasEnded()
    {
        using var secondAsked = new ManualResetEventSlim();
        var first = new Stage("first", "first/1", "first/2");
        var second = new Stage("second");
        using var batch = new StageBatch(first, second);
        first.Taken = result =>
        {
            if (result.TaskId == "first/1")
            {
                batch.Post(_ => ValueTask.FromResult<IReadOnlyList<LlmTask>>([new SimpleLlmTask("second/1", "second/1")]));
            }
        };
        using var model = new ScriptedModel(prompt =>
        {
            if (prompt == "second/1")
            {
                secondAsked.Set();
            }
            else if (prompt == "first/2")
            {
                // Answers only when the other stage has been asked: with a barrier this would never end.
                Assert.True(secondAsked.Wait(TimeSpan.FromMinutes(5)));
            }

            return "ok";
        });

        await batch.RunAsync(new ParallelLlmExecutor(model, Options), "b", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["first/1", "first/2"], first.Results.Select(result => result.TaskId).Order());
        Assert.Equal(["second/1"], second.Results.Select(result => result.TaskId));
        Assert.True(first.Finished && second.Finished);
    }

    [Fact]
    public async Task Join_AStageThatBecomesPossible_RunsInTheSameBatch()
    {
        var first = new Stage("first", "first/1");
        var second = new Stage("second", "second/1", "second/2");
        using var batch = new StageBatch(first);
        first.Taken = _ => batch.Join(second);
        using var model = new ScriptedModel(_ => "ok");

        await batch.RunAsync(new ParallelLlmExecutor(model, Options), "b", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["second/1", "second/2"], second.Results.Select(result => result.TaskId).Order());
        Assert.True(second.Finished);
    }

    [Fact]
    public async Task RunAsync_ATaskThatNeedsAnotherAnswer_IsWaitedForWithoutBlamingTheStages()
    {
        var (first, second) = (new Stage("first", "first/1"), new Stage("second"));
        using var batch = new StageBatch(first, second);
        first.Taken = _ => batch.Post(_ => ValueTask.FromResult<IReadOnlyList<LlmTask>>([new SimpleLlmTask("second/1", "second/1")]));
        using var model = new ScriptedModel(_ =>
        {
            using var never = new ManualResetEventSlim();
            never.Wait(TimeSpan.FromMilliseconds(400));
            return "ok";
        });
        ExecutionMetrics? metrics = null;

        await batch.RunAsync(
            new ParallelLlmExecutor(model, Options), "b", new() { OnEvent = happened => metrics = (happened as ExecutionEvent.BatchCompleted)?.Metrics ?? metrics }, TestContext.Current.CancellationToken);

        var times = metrics!.Bottleneck.Times;
        Assert.True(times[WaitedFor.Answers] > TimeSpan.FromMilliseconds(300), $"{times[WaitedFor.Answers]}");
    }

    [Fact]
    public async Task RunAsync_NothingToDo_EndsWithoutARequest()
    {
        var stage = new Stage("only");
        using var batch = new StageBatch(stage);
        using var model = new ScriptedModel(_ => "ok");

        await batch.RunAsync(new ParallelLlmExecutor(model, Options), "b", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Empty(model.Requests);
        Assert.True(stage.Finished);
    }

    [Fact]
    public async Task RunAsync_AStageThatCannotWrite_StopsTheBatchAndSaysSo()
    {
        var stage = new Stage("only", [.. Enumerable.Range(1, 5000).Select(i => $"only/{i}")])
        {
            Taken = _ => throw new ExamException(ExamErrorKind.Storage, "The disk is full."),
        };
        using var batch = new StageBatch(stage);
        using var model = new ScriptedModel(_ => "ok");

        var failed = await Assert.ThrowsAsync<ExamException>(() =>
            batch.RunAsync(new ParallelLlmExecutor(model, Options), "b", cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("The disk is full.", failed.Message);
        Assert.True(model.Requests.Count < 5000);
    }

    [Fact]
    public async Task RunAsync_AStageThatCannotStart_SaysSoAfterWhatWasPaidForIsTaken()
    {
        var stage = new Stage("only", "only/1") { AfterStart = () => throw new ExamException(ExamErrorKind.Missing, "There is no scan.") };
        using var batch = new StageBatch(stage);
        using var model = new ScriptedModel(_ => "ok");

        var failed = await Assert.ThrowsAsync<ExamException>(() =>
            batch.RunAsync(new ParallelLlmExecutor(model, Options), "b", cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("There is no scan.", failed.Message);
        Assert.Equal(model.Requests.Count, stage.Results.Count(result => result.IsSuccess));
    }

    [Fact]
    public async Task RunAsync_Cancelled_FinishesTheStagesWithWhatThereIs()
    {
        using var stop = new CancellationTokenSource();
        var stage = new Stage("only", [.. Enumerable.Range(1, 5000).Select(i => $"only/{i}")]);
        stage.Taken = _ => stop.Cancel();
        using var batch = new StageBatch(stage);
        using var model = new ScriptedModel(_ => "ok");

        await batch.RunAsync(new ParallelLlmExecutor(model, Options), "b", cancellationToken: stop.Token);

        Assert.True(stage.Finished);
        Assert.InRange(model.Requests.Count, 1, 4999);
    }

    private sealed class Stage(string name, params string[] tasks) : IStageWork
    {
        public List<TaskResult> Results { get; } = [];

        public Action<TaskResult>? Taken { get; set; }

        public Action? AfterStart { get; init; }

        public bool Finished { get; private set; }

        public string Name => name;

        public bool Owns(string taskId) => taskId.StartsWith(name + "/", StringComparison.Ordinal);

        public async IAsyncEnumerable<LlmTask> StartAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var task in tasks)
            {
                yield return new SimpleLlmTask(task, task);
            }

            AfterStart?.Invoke();
            await Task.CompletedTask;
        }

        public ValueTask<IReadOnlyList<LlmTask>> TakeAsync(TaskResult result, CancellationToken cancellationToken)
        {
            Results.Add(result);
            Taken?.Invoke(result);
            return ValueTask.FromResult<IReadOnlyList<LlmTask>>([]);
        }

        public Task FinishAsync(CancellationToken cancellationToken)
        {
            Finished = true;
            return Task.CompletedTask;
        }
    }
}
