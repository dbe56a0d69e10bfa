using Aita.Exams.Workflow;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Questions;

/// <summary>Extracts the questions of an exam (see <see cref="QuestionsWork"/>).</summary>
public static class QuestionsStage
{
    /// <summary>The name of the stage in checkpoints.</summary>
    public const string Name = "questions";

    /// <summary>Runs the stage and writes its files.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="executor">Runs the request.</param>
    /// <param name="batch">Events and callbacks. A forced plan asks anew.</param>
    /// <param name="time">The clock of the names of backups; the system's if <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the batch.</param>
    /// <exception cref="ExamException">A file could not be written.</exception>
    public static async Task<QuestionsStageResult> RunAsync(
        QuestionsPlan plan, ParallelLlmExecutor executor, BatchOptions? batch = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(executor);
        var work = new QuestionsWork(plan, time);
        if (plan.Calls > 0)
        {
            using var stages = new StageBatch(work);
            var options = new BatchOptions
            {
                Resume = (batch?.Resume ?? true) && !plan.Options.Force,
                OnEvent = batch?.OnEvent,
                OnTaskCompleted = batch?.OnTaskCompleted,
                ExpectedTasks = plan.Calls,
            };
            await stages.RunAsync(executor, plan.Folder.CheckpointName(Name), options, cancellationToken).ConfigureAwait(false);
        }

        return work.Result;
    }
}
