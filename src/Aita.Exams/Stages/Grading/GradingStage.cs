using Aita.Exams.Workflow;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Grading;

/// <summary>
/// Grades the answers of all students in one batch, criterion by criterion. What cannot be graded for certain waits for a person; it never
/// becomes a score.
/// </summary>
public static class GradingStage
{
    /// <summary>The name of the stage in checkpoints.</summary>
    public const string Name = "grading";

    /// <summary>Runs the stage and writes its files. With nothing to send, decisions and changed points still reach the files.</summary>
    /// <param name="plan">What to do. For one run.</param>
    /// <param name="executor">Runs the requests.</param>
    /// <param name="batch">Events and callbacks. A forced plan reuses a checkpoint only of a forced run that did not finish.</param>
    /// <param name="cancellationToken">Stops the batch: what is done by then is written, the rest is not run.</param>
    /// <exception cref="ExamException">A file could not be read or written; the batch is stopped then.</exception>
    public static async Task<GradingStageResult> RunAsync(
        GradingPlan plan, ParallelLlmExecutor executor, BatchOptions? batch = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(executor);
        await plan.Register.KeepMissingAsync(plan.Folder, CancellationToken.None).ConfigureAwait(false);
        var work = new GradingWork(plan);
        if (plan.Calls == 0)
        {
            await work.FinishAsync(CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            await RunAsync(plan, work, executor, batch, cancellationToken).ConfigureAwait(false);
        }

        var result = work.ToResult();
        if (result.IsFinished)
        {
            await plan.ForcedRun.FinishAsync(plan.Options.Student, CancellationToken.None).ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>A few requests of the stage, to learn what the whole will cost; see <see cref="StagePilot"/>.</summary>
    /// <param name="plan">What the stage will do.</param>
    /// <exception cref="ArgumentException">The plan is forced: it would pay for the pilot again.</exception>
    public static StagePilot PilotOf(GradingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        StagePilot.RefuseForced(plan.Options.Force && !plan.ForcedRun.IsUnfinished, nameof(plan));
        return new StagePilot(
            plan.Folder.CheckpointName(Name), plan.Calls, [.. PilotEstimate.Places(plan.Calls).Select(place => plan.Orders[(int)place].Task)])
        {
            Prepare = cancellationToken => plan.Register.KeepMissingAsync(plan.Folder, cancellationToken),
        };
    }

    private static async Task RunAsync(
        GradingPlan plan, GradingWork work, ParallelLlmExecutor executor, BatchOptions? batch, CancellationToken cancellationToken)
    {
        try
        {
            if (plan.Options.Force)
            {
                await plan.ForcedRun.PrepareAsync(plan.Options.Student, CancellationToken.None).ConfigureAwait(false);
            }

            using var stages = new StageBatch(work);
            await stages.RunAsync(executor, plan.Folder.CheckpointName(Name), Options(plan, batch), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            plan.ForcedRun.Discard();
        }
    }

    private static BatchOptions Options(GradingPlan plan, BatchOptions? batch) => new()
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
