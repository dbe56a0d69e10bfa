using Aita.Exams.Workflow;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Ingest;

/// <summary>Takes in scans, reads whose they are, and puts each page into its student's folder. Every page that comes in is accounted for.</summary>
public static class IngestStage
{
    /// <summary>The name of the stage in checkpoints.</summary>
    public const string Name = "ingest";

    /// <summary>Runs the stage alone and writes its files.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="executor">Runs the requests.</param>
    /// <param name="batch">Events and callbacks. A forced plan reuses a checkpoint only of a forced run that did not finish.</param>
    /// <param name="cancellationToken">Stops the batch: what is done by then is written, the rest is not run.</param>
    /// <exception cref="ExamException">A file could not be read or written; the batch is stopped then.</exception>
    public static async Task<IngestStageResult> RunAsync(
        IngestPlan plan, ParallelLlmExecutor executor, BatchOptions? batch = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(executor);
        var work = new IngestWork(plan);
        if (plan.Calls == 0)
        {
            await foreach (var _ in work.StartAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new InvalidOperationException("A plan without calls has a task.");
            }

            await work.FinishAsync(CancellationToken.None).ConfigureAwait(false);
            await plan.ForcedRun.FinishAsync(plan.Options.Student, CancellationToken.None).ConfigureAwait(false);
            return work.Result;
        }

        var isForced = plan.Options.Force;
        try
        {
            if (isForced)
            {
                await plan.ForcedRun.PrepareAsync(plan.Options.Student, CancellationToken.None).ConfigureAwait(false);
            }

            using var stages = new StageBatch(work);
            work.Post = stages.Post;
            await stages.RunAsync(executor, plan.Folder.CheckpointName(Name), Options(plan, batch), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            plan.ForcedRun.Discard();
        }

        if (work.Result.IsFinished)
        {
            await plan.ForcedRun.FinishAsync(plan.Options.Student, CancellationToken.None).ConfigureAwait(false);
        }

        return work.Result;
    }

    private static BatchOptions Options(IngestPlan plan, BatchOptions? batch) => new()
    {
        Resume = (batch?.Resume ?? true) && (!plan.Options.Force || plan.ForcedRun.IsUnfinished),
        OnEvent = happened =>
        {
            if (plan.Options.Force && happened is ExecutionEvent.BatchStarted { Checkpoint: not null })
            {
                plan.ForcedRun.Begin();
            }

            batch?.OnEvent?.Invoke(happened);
        },
        OnTaskCompleted = batch?.OnTaskCompleted,
        ExpectedTasks = plan.Calls,
    };
}
