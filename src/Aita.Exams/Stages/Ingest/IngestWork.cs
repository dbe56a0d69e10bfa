using System.Runtime.CompilerServices;
using Aita.Exams.Workflow;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Ingest;

/// <summary>
/// Ingest at work in a batch: pages are taken in while the name strips of earlier ones are being read. A student whose exam is complete and
/// certain is handed on at once; the others when every strip was read.
/// </summary>
public sealed class IngestWork : IStageWork
{
    private readonly IngestPlan _plan;
    private readonly PageImporter _importer;
    private readonly StripDesk _desk;
    private readonly IngestDecider _decider;
    private bool _isDecided;

    /// <summary>Creates the work.</summary>
    /// <param name="plan">What to do.</param>
    public IngestWork(IngestPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        _importer = new PageImporter(plan.Files, plan.Options, plan.Blank);
        _desk = new StripDesk(plan);
        _decider = new IngestDecider(plan, _desk);
    }

    /// <inheritdoc/>
    public string Name => IngestStage.Name;

    /// <summary>Called when a student's folder is complete, one at a time.</summary>
    public Func<StudentFolder, CancellationToken, ValueTask>? StudentReady { get; set; }

    /// <summary>Has work done between outcomes (<see cref="StageBatch.Post"/>), so that what is decided without a request is handed on in the batch. Without it that is done at the end.</summary>
    public Action<Func<CancellationToken, ValueTask<IReadOnlyList<LlmTask>>>>? Post { get; set; }

    /// <summary>What became of everything; complete when the work has finished.</summary>
    public IngestStageResult Result { get; private set; } = new();

    /// <inheritdoc/>
    public bool Owns(string taskId)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        return taskId.StartsWith(NameStripTask.Prefix, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LlmTask> StartAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in _importer.ReadAsync(_plan.Sources, _plan.Known, cancellationToken).ConfigureAwait(false))
        {
            if (_desk.Add(page) is { } task)
            {
                yield return task;
            }
        }

        _desk.Close();
        Post?.Invoke(GoOnAsync);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LlmTask>> TakeAsync(TaskResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        _desk.Take(result);
        return GoOnAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (!_isDecided && _desk.IsComplete && !_desk.WasStopped)
        {
            await DecideAsync(cancellationToken).ConfigureAwait(false);
        }

        Result = await _decider.WriteAsync(_isDecided, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<LlmTask>> GoOnAsync(CancellationToken cancellationToken)
    {
        foreach (var student in await _decider.HandOverCompleteAsync(cancellationToken).ConfigureAwait(false))
        {
            await TellAsync(student, cancellationToken).ConfigureAwait(false);
        }

        if (_isDecided || !_desk.IsComplete || _desk.WasStopped)
        {
            return [];
        }

        var turned = await TurnedAsync(cancellationToken).ConfigureAwait(false);
        if (turned.Count == 0)
        {
            await DecideAsync(cancellationToken).ConfigureAwait(false);
        }

        return turned;
    }

    /// <summary>Strips that gave nothing although those beside them did, and may be upside down, are read the other way round, once.</summary>
    private async Task<IReadOnlyList<LlmTask>> TurnedAsync(CancellationToken cancellationToken)
    {
        var tasks = new List<LlmTask>();
        var entries = _desk.Entries;
        foreach (var entry in entries.Where(entry => entry.TurnedRead is not null))
        {
            if (entry.Read is null || entry.TurnedRead!.Confidence > entry.Read.Confidence)
            {
                entry.Page = await _importer.TurnAsync(entry.Page, cancellationToken).ConfigureAwait(false);
                entry.Read = entry.TurnedRead;
                entry.ReadBy = new NameStripTask(entry.Task!.Id, _plan.Files.StripFile(entry.Page.Id)).StampOf(_plan.Options.Model);
            }

            entry.TurnedRead = null;
        }

        var named = entries.Where(entry => entry.Facts().HasName).Select(entry => entry.Page.Source.Container).CountBy(container => container, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        foreach (var entry in entries.Where(entry => IsMaybeUpsideDown(entry, named, entries)))
        {
            if (File.Exists(_plan.Files.PageFile(entry.Page.Id)) && await _importer.CutTurnedStripAsync(entry.Page, cancellationToken).ConfigureAwait(false))
            {
                tasks.Add(_desk.AskTurned(entry));
            }
        }

        return tasks;
    }

    private static bool IsMaybeUpsideDown(StripEntry entry, Dictionary<string, int> named, IReadOnlyList<StripEntry> all)
    {
        var isRead = entry.Read is { Confidence: >= 0.5 } read && (entry.Facts().HasName || read.PageNumber > 0);
        if (isRead || entry.AskedTurned || (entry.Read is null && entry.Page.HasStrip) || entry.Page is not { Error: null, IsTurnKnown: false, IsBlank: false } page)
        {
            return false;
        }

        var others = all.Count(other => other.Page.Source.Container == page.Source.Container && !other.Page.IsBlank);
        return entry.Read is { Confidence: < 0.5 } || 2 * named.GetValueOrDefault(page.Source.Container) >= others;
    }

    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        _isDecided = true;
        foreach (var student in await _decider.DecideAsync(cancellationToken).ConfigureAwait(false))
        {
            await TellAsync(student, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask TellAsync(StudentFolder student, CancellationToken cancellationToken) =>
        StudentReady?.Invoke(student, cancellationToken) ?? ValueTask.CompletedTask;
}
