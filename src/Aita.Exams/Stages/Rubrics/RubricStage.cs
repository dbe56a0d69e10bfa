using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>
/// Makes the answer key and the rubric of every question: one batch, in which a rubric follows its answer key at once. A question that fails
/// is reported and absent from the result files; nothing is ever filled in for it.
/// </summary>
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
        var tasks = plan.Tasks().ToList();
        var results = tasks.Count == 0 ? null : await RunAsync(plan, tasks, executor, batch, cancellationToken).ConfigureAwait(false);
        List<QuestionResult> questions = [.. plan.Questions.Select(question => QuestionResult.Of(question, plan, results))];

        // What has been paid for is written even when the run was stopped.
        var written = await RubricWriter.WriteAsync(plan, questions, CancellationToken.None).ConfigureAwait(false);
        var result = new RubricStageResult
        {
            Items = [.. questions.SelectMany(question => new[] { question.KeyItem, question.RubricItem })],
            Files = written,
            StoppedBy = results?.StoppedBy,
        };
        if (result.IsFinished)
        {
            await plan.ForcedRun.FinishAsync(only: null, CancellationToken.None).ConfigureAwait(false);
        }

        return result;
    }

    private static async Task<BatchResult> RunAsync(
        RubricPlan plan, IReadOnlyList<LlmTask> tasks, ParallelLlmExecutor executor, BatchOptions? batch, CancellationToken cancellationToken)
    {
        if (plan.Options.Force)
        {
            await plan.ForcedRun.PrepareAsync(only: null, CancellationToken.None).ConfigureAwait(false);
        }

        try
        {
            return await executor.ExecuteBatchAsync(tasks, plan.Folder.CheckpointName(Name), Options(plan, batch), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            plan.ForcedRun.Discard();
        }
    }

    private static BatchOptions Options(RubricPlan plan, BatchOptions? batch) => new()
    {
        Resume = (batch?.Resume ?? true) && (!plan.Options.Force || plan.ForcedRun.IsUnfinished),
        OnEvent = happened =>
        {
            if (plan.Options.Force && happened is ExecutionEvent.BatchStarted { Checkpoint: not null })
            {
                plan.ForcedRun.Begin();
            }

            batch?.OnEvent?.Invoke(WithFollowUps(happened, plan));
        },
        OnTaskCompleted = batch?.OnTaskCompleted,
        ExpectedTasks = plan.Questions.Count(question => question.ToTask(plan.Inputs.Instructions) is not null),
    };

    /// <summary>The executor learns of a rubric when its key is there; the plan has known it all along, so progress shows it from the start.</summary>
    private static ExecutionEvent WithFollowUps(ExecutionEvent happened, RubricPlan plan) =>
        happened is ExecutionEvent.BatchStarted started ? started with { ExpectedTasks = plan.Estimate.Calls } : happened;
}
