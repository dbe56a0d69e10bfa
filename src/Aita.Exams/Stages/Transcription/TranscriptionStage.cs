using System.Threading.Channels;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Transcription;

/// <summary>
/// Reads the pages of all students in one batch. A student's files are written as soon as the last page is done. A page that cannot be read
/// is reported as failed and never passes for an empty answer.
/// </summary>
public static class TranscriptionStage
{
    /// <summary>The name of the stage in checkpoints.</summary>
    public const string Name = "transcription";

    /// <summary>Students that wait to be written; a slow disk then slows the run instead of filling the memory.</summary>
    private const int WaitingStudents = 16;

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
        time ??= TimeProvider.System;
        var board = new StudentBoard(plan, time);
        var writer = new StudentWriter(plan, time);
        var waiting = Channel.CreateBounded<StudentOutcome>(new BoundedChannelOptions(WaitingStudents) { SingleReader = true });
        var writing = Task.Run(() => writer.WriteAllAsync(waiting), CancellationToken.None);
        try
        {
            if (plan.Options.Force && plan.Calls > 0)
            {
                await plan.ForcedRun.PrepareAsync(plan.Options.Student, CancellationToken.None).ConfigureAwait(false);
            }

            await ReadAsync(plan, executor, Options(plan, batch), board, waiting.Writer, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // The writer could not write; what it says is thrown below.
        }
        finally
        {
            plan.ForcedRun.Discard();
            waiting.Writer.TryComplete();
            await writing.ConfigureAwait(false);
        }

        var students = board.All().ToList();
        var summary = await writer.WriteSummaryAsync(students).ConfigureAwait(false);
        var result = new TranscriptionStageResult
        {
            Items = [.. students.SelectMany(student => student.Pages).Select(page => page.Item)],
            Warnings = [.. plan.Warnings, .. students.SelectMany(student => student.Pages).SelectMany(page => page.Warnings), .. writer.Notes],
            Summary = summary,
            Files = plan.Options.Html ? [plan.Folder.TranscriptionIndex, plan.Folder.TranscriptionSummary] : [plan.Folder.TranscriptionSummary],
        };
        if (result.IsFinished)
        {
            await plan.ForcedRun.FinishAsync(plan.Options.Student, CancellationToken.None).ConfigureAwait(false);
        }

        return result;
    }

    private static async Task ReadAsync(
        TranscriptionPlan plan, ParallelLlmExecutor executor, BatchOptions options, StudentBoard board, ChannelWriter<StudentOutcome> waiting,
        CancellationToken cancellationToken)
    {
        // What has been paid for is written even when the run is stopped, so nothing here is cancelled but the batch itself.
        foreach (var student in board.AlreadyDone().ToList())
        {
            await waiting.WriteAsync(student, CancellationToken.None).ConfigureAwait(false);
        }

        if (plan.Calls == 0)
        {
            return;
        }

        var results = executor.ExecuteAsync(plan.Tasks(), plan.Folder.CheckpointName(Name), options, cancellationToken);
        await foreach (var result in results.ConfigureAwait(false))
        {
            if (board.Take(result) is { } done)
            {
                await waiting.WriteAsync(done, CancellationToken.None).ConfigureAwait(false);
            }
        }

        foreach (var student in board.Unfinished().ToList())
        {
            await waiting.WriteAsync(student, CancellationToken.None).ConfigureAwait(false);
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
