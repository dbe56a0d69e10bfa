using Aita.Exams.Domain;
using Aita.Exams.Workflow;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>Runs the rubric stage alone, as one batch; see <see cref="RubricWork"/>.</summary>
public static class RubricStage
{
    /// <summary>The name of the stage in checkpoints.</summary>
    public const string Name = "rubrics";

    /// <summary>Runs the stage and writes its files.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="executor">Runs the requests.</param>
    /// <param name="batch">Events and callbacks. A forced plan reuses a checkpoint only of a forced run that did not finish.</param>
    /// <param name="cancellationToken">Stops the batch: what is done by then is written, the rest is not run.</param>
    /// <exception cref="ExamException">A result file could not be written.</exception>
    public static async Task<RubricStageResult> RunAsync(
        RubricPlan plan, ParallelLlmExecutor executor, BatchOptions? batch = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(executor);
        var work = new RubricWork(plan);
        if (plan.Estimate.Calls == 0)
        {
            await work.FinishAsync(cancellationToken).ConfigureAwait(false);
            return work.Result;
        }

        if (plan.Options.Force)
        {
            await plan.ForcedRun.PrepareAsync(only: null, CancellationToken.None).ConfigureAwait(false);
        }

        try
        {
            using var stages = new StageBatch(work);
            await stages.RunAsync(executor, plan.Folder.CheckpointName(Name), Options(plan, work, batch), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            plan.ForcedRun.Discard();
        }

        return work.Result;
    }

    /// <summary>A few questions of the stage, each with its key and its rubric, to learn what the whole will cost; see <see cref="StagePilot"/>.</summary>
    /// <param name="plan">What the stage will do.</param>
    /// <exception cref="ArgumentException">The plan is forced: it would pay for the pilot again.</exception>
    public static StagePilot PilotOf(RubricPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        StagePilot.RefuseForced(plan.Options.Force && !plan.ForcedRun.IsUnfinished, nameof(plan));
        var open = plan.Questions.Where(question => !question.IsReady).ToList();
        var pilot = PilotEstimate.Places(open.Count, PilotEstimate.PilotSize / 2).Select(place => open[(int)place]).ToList();
        var byKey = pilot.Where(question => question.Key.Value is null && question.Rubric.Value is null)
            .ToDictionary(question => AnswerKeyTask.IdOf(question.Question.QuestionId), StringComparer.Ordinal);
        return new StagePilot(plan.Folder.CheckpointName(Name), plan.Estimate.Calls, [.. pilot.Select(question => question.FirstTask(plan.Inputs.Instructions)!)])
        {
            Calls = pilot.Count + byKey.Count,
            Next = result => result is TaskResult<AnswerKey> made && made.TryGetValue(out var key) && byKey.GetValueOrDefault(result.TaskId) is { } question
                ? new RubricTask(question.Question, key, plan.Inputs.Instructions)
                : null,
        };
    }

    private static BatchOptions Options(RubricPlan plan, RubricWork work, BatchOptions? batch) => new()
    {
        Resume = (batch?.Resume ?? true) && (!plan.Options.Force || plan.ForcedRun.IsUnfinished),
        OnEvent = happened =>
        {
            switch (happened)
            {
                case ExecutionEvent.BatchStarted { Checkpoint: not null } when plan.Options.Force:
                    plan.ForcedRun.Begin();
                    break;
                case ExecutionEvent.BatchStopping stopping:
                    work.StoppedBy ??= stopping.Failure;
                    break;
            }

            batch?.OnEvent?.Invoke(happened);
        },
        OnTaskCompleted = batch?.OnTaskCompleted,

        // Rubrics included: each joins the batch when its key is there, but the plan has known them all along.
        ExpectedTasks = plan.Estimate.Calls,
    };
}
