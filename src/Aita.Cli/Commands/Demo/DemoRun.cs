using Aita.Cli.Rendering;
using Aita.Cli.Settings;
using Aita.Exams.Stages.Rubrics;
using Aita.Exams.Stages.Transcription;
using Aita.Exams.Workspace;
using Aita.Execution;
using Aita.Simulator;

namespace Aita.Cli.Commands.Demo;

/// <summary>The two stages with one number of workers, in a copy of the exam of their own, over HTTP to the pretend provider.</summary>
internal sealed class DemoRun(CommandContext context, SimulatorServer server, DemoFolder folder, ProgressMode progress)
{
    /// <summary>Runs both stages.</summary>
    /// <returns>A row for each; fewer when the run was stopped.</returns>
    public async Task<IReadOnlyList<DemoRow>> RunAsync(int workers)
    {
        await using var display = new ProgressDisplay(context.Console, context.Services.Time, progress, workers) { HidesCost = true };
        display.WriteMessage($"{Units.Plural(workers, "worker", "workers")}: answer keys and rubrics, then transcription");
        return await RunAsync(workers, AssignmentFolder.Open(folder.Path, $"with-{workers}-workers"), display);
    }

    /// <summary>Runs both stages once without a word: a program that has just been started compiles itself while it runs.</summary>
    public async Task WarmUpAsync()
    {
        var assignment = AssignmentFolder.Open(folder.Path, "warm-up");
        var quiet = new ProgressDisplay(context.Console, context.Services.Time, ProgressMode.None, maxWorkers: 1);
        await using (quiet)
        {
            await RunAsync(workers: 10, assignment, quiet);
        }

        Directory.Delete(assignment.Root, recursive: true);
    }

    private async Task<IReadOnlyList<DemoRow>> RunAsync(int workers, AssignmentFolder assignment, ProgressDisplay display)
    {
        await SampleExam.UnpackAsync(assignment, CancellationToken.None);
        using var client = OpenRouterChatClient.Create(new OpenRouterOptions
        {
            BaseUrl = server.BaseUrl.AbsoluteUri,
            Model = DemoCommand.Model,
            ApiKey = DemoCommand.NoKey,
        });
        var executor = new ParallelLlmExecutor(
            client,
            new ParallelExecutionOptions { MaxWorkers = workers, RateLimit = 0, CheckpointDirectory = Path.Join(folder.Path, "checkpoints") },
            new ExecutionEnvironment { Time = context.Services.Time });
        var metrics = new ExecutionMetrics();
        var batch = new BatchOptions { OnEvent = Observe };
        var stopping = context.Services.Interrupts.Stopping;

        server.Traffic.Reset();
        var rubrics = await RubricStage.RunAsync(await RubricPlan.ReadAsync(assignment, new() { Model = DemoCommand.Model }, stopping), executor, batch, stopping);
        if (stopping.IsCancellationRequested)
        {
            return [];
        }

        var first = DemoRow.OfChains("generate-rubric", workers, metrics, Latencies(), rubrics.Items);
        server.Traffic.Reset();
        var pages = await TranscriptionStage.RunAsync(
            await TranscriptionPlan.ReadAsync(assignment, new() { Model = DemoCommand.Model }, stopping), executor, batch, context.Services.Time, stopping);
        return stopping.IsCancellationRequested ? [first] : [first, DemoRow.OfPages("transcribe", workers, metrics, Latencies(), pages.Items)];

        void Observe(ExecutionEvent happened)
        {
            if (happened is ExecutionEvent.BatchCompleted completed)
            {
                metrics = completed.Metrics;
            }

            display.Observe(happened);
        }
    }

    private List<TimeSpan> Latencies() => [.. server.Traffic.Records.Select(static record => record.Latency)];
}
