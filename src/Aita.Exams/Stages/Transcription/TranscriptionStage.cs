using Aita.Exams.Workflow;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Transcription;

/// <summary>Reads the pages of all students in one batch (see <see cref="TranscriptionWork"/>).</summary>
public static class TranscriptionStage
{
    /// <summary>The name of the stage in checkpoints.</summary>
    public const string Name = "transcription";

    /// <summary>Runs the stage and writes its files.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="executor">Runs the requests.</param>
    /// <param name="batch">Events and callbacks. A forced plan reuses a checkpoint only of a forced run that did not finish.</param>
    /// <param name="time">The clock of time stamps; the system's if <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the batch: what is done by then is written, the rest is not run.</param>
    /// <exception cref="ExamException">A result file could not be written; the batch is stopped then.</exception>
    public static async Task<TranscriptionStageResult> RunAsync(
        TranscriptionPlan plan, ParallelLlmExecutor executor, BatchOptions? batch = null, TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(executor);
        var work = new TranscriptionWork(plan, time);
        if (plan.Calls > 0)
        {
            await ReadAsync(plan, work, executor, batch, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            // No request, so no batch and no checkpoint; what is missing of the files is written.
            await foreach (var _ in work.StartAsync(CancellationToken.None).ConfigureAwait(false))
            {
            }

            await work.FinishAsync(CancellationToken.None).ConfigureAwait(false);
        }

        if (work.Result.IsFinished)
        {
            await plan.ForcedRun.FinishAsync(plan.Options.Student, CancellationToken.None).ConfigureAwait(false);
        }

        return work.Result;
    }

    /// <summary>A few requests of the stage, to learn what the whole will cost; see <see cref="StagePilot"/>.</summary>
    /// <param name="plan">What the stage will do.</param>
    /// <exception cref="ArgumentException">The plan is forced: it would pay for the pilot again.</exception>
    public static StagePilot PilotOf(TranscriptionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        StagePilot.RefuseForced(plan.Options.Force && !plan.ForcedRun.IsUnfinished, nameof(plan));
        var tasks = plan.Students.SelectMany(plan.TasksOf).ToList();
        return new StagePilot(plan.Folder.CheckpointName(Name), tasks.Count, [.. PilotEstimate.Places(tasks.Count).Select(place => tasks[(int)place])])
        {
            Prepare = cancellationToken => plan.Register?.WriteMissingAsync(plan.Folder, cancellationToken) ?? Task.CompletedTask,
        };
    }

    private static async Task ReadAsync(
        TranscriptionPlan plan, TranscriptionWork work, ParallelLlmExecutor executor, BatchOptions? batch, CancellationToken cancellationToken)
    {
        using var stages = new StageBatch(work);
        try
        {
            if (plan.Options.Force)
            {
                await plan.ForcedRun.PrepareAsync(plan.Options.Student, CancellationToken.None).ConfigureAwait(false);
            }

            await stages.RunAsync(executor, plan.Folder.CheckpointName(Name), Options(plan, batch), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            plan.ForcedRun.Discard();
        }
    }

    private static BatchOptions Options(TranscriptionPlan plan, BatchOptions? batch) => new()
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
