using System.Globalization;
using System.Runtime.CompilerServices;
using Aita.Exams.Domain;
using Aita.Exams.Workflow;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Questions;

/// <summary>The extraction of an exam's questions inside of a batch. An exam that a person wrote or edited is never overwritten without being told, and then kept as a backup.</summary>
public sealed class QuestionsWork : IStageWork
{
    private readonly QuestionsPlan _plan;
    private readonly TimeProvider _time;
    private readonly List<string> _files = [];
    private ExamSpec? _spec;
    private StageItem _item;

    /// <summary>Creates the work.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="time">The clock of the names of backups; the system's if <see langword="null"/>.</param>
    public QuestionsWork(QuestionsPlan plan, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        (_plan, _time, _spec) = (plan, time ?? TimeProvider.System, plan.Ready);
        var state = plan.Ready is null ? StageItemState.NotRun : plan.IsEdited ? StageItemState.Edited : StageItemState.Kept;
        _item = new StageItem(ExtractQuestionsTask.TaskId, "questions of the exam", state);
    }

    /// <summary>
    /// Called when the exam is there. From <see cref="StartAsync"/> too, beside the other members: hand on by <see cref="StageBatch.Post"/>.
    /// </summary>
    public Func<ExamSpec, CancellationToken, ValueTask>? SpecReady { get; set; }

    /// <inheritdoc/>
    public string Name => QuestionsStage.Name;

    /// <summary>What became of the stage so far.</summary>
    public QuestionsStageResult Result => new()
    {
        Items = [_item],
        Spec = _spec,
        Warnings = _plan.Warnings,
        Files = _spec is null ? [] : [_plan.Folder.ExamSpec, .. _files],
    };

    /// <inheritdoc/>
    public bool Owns(string taskId) => string.Equals(taskId, ExtractQuestionsTask.TaskId, StringComparison.Ordinal);

    /// <inheritdoc/>
    public async IAsyncEnumerable<LlmTask> StartAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_plan.Ready is { } spec)
        {
            await HandOnAsync(spec, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            yield return _plan.Task!;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LlmTask>> TakeAsync(TaskResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Outcome == TaskOutcome.NotRun || result is not TaskResult<QuestionsReading> made)
        {
            return [];
        }

        if (!made.TryGetValue(out var reading))
        {
            _item = _item with { State = StageItemState.Failed, Error = result.Error, CallTime = result.CallTime };
            return [];
        }

        var spec = QuestionsCheck.ToSpec(reading);
        await WriteAsync(spec, cancellationToken).ConfigureAwait(false);
        _spec = spec;
        _item = _item with { State = StageItemState.Made, CallTime = result.CallTime };
        await HandOnAsync(spec, cancellationToken).ConfigureAwait(false);
        return [];
    }

    /// <inheritdoc/>
    public Task FinishAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private ValueTask HandOnAsync(ExamSpec spec, CancellationToken cancellationToken) => SpecReady?.Invoke(spec, cancellationToken) ?? ValueTask.CompletedTask;

    private async Task WriteAsync(ExamSpec spec, CancellationToken cancellationToken)
    {
        var folder = _plan.Folder;
        string? onDisk = null;
        if (File.Exists(folder.ExamSpec))
        {
            // Whatever is there now, also when it was put there during the run.
            onDisk = await BackUpAsync(folder.ExamSpec, cancellationToken).ConfigureAwait(false);
        }

        // The record goes first: see StageRecord.
        var items = new Dictionary<string, StageRecordItem>(_plan.Record.Items, StringComparer.Ordinal)
        {
            [QuestionsPlan.RecordId] = _plan.Record.Next(QuestionsPlan.RecordId, _plan.Stamp, QuestionsPlan.HashOf(spec), onDisk),
        };
        await new StageRecord { Items = items }.WriteAsync(folder.QuestionsRecord, cancellationToken).ConfigureAwait(false);
        await ExamFiles.WriteExamSpecAsync(folder, spec, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The hash of the exam that was there; <see langword="null"/> when it is none that can be used.</returns>
    private async Task<string?> BackUpAsync(string path, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        var stem = string.Create(CultureInfo.InvariantCulture, $"exam_spec_backup_{_time.GetUtcNow():yyyyMMdd_HHmmss}");
        var backup = _plan.Folder.In("results", $"{stem}.json");
        for (var i = 2; File.Exists(backup); i++)
        {
            backup = _plan.Folder.In("results", $"{stem}_{i}.json");
        }

        await AtomicFile.WriteAsync(backup, bytes, cancellationToken).ConfigureAwait(false);
        _files.Add(backup);
        try
        {
            return await JsonFile.TryReadAsync(path, ExamJsonContext.Readable.ExamSpec, cancellationToken).ConfigureAwait(false) is { } spec ? QuestionsPlan.HashOf(spec) : null;
        }
        catch (ExamException)
        {
            return null;
        }
    }
}
