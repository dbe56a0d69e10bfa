using Aita.Exams.Domain;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Ingest;

/// <summary>
/// The pages as they come in, and what was read on their strips. Pages are added while answers are taken; everything here is short and in
/// memory, under one lock. Thread-safe.
/// </summary>
internal sealed class StripDesk(IngestPlan plan)
{
    private readonly Lock _gate = new();
    private readonly List<StripEntry> _entries = [];
    private readonly Dictionary<string, StripEntry> _byTask = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Pile> _piles = new(StringComparer.Ordinal);
    private int _open;
    private bool _allIn;

    /// <summary>All pages in, and nothing asked is unanswered.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_gate)
            {
                return _allIn && _open == 0;
            }
        }
    }

    /// <summary>Whether a strip was not read because the batch was stopped.</summary>
    public bool WasStopped { get; private set; }

    public IReadOnlyList<StripEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>Adds a page.</summary>
    /// <returns>The task that reads its strip; <see langword="null"/> if none is needed.</returns>
    public NameStripTask? Add(ImportedPage page)
    {
        var before = plan.BeforeOf(page.Id);
        var known = page.Error is null && page.HasStrip ? plan.KnownReading(page) : null;
        lock (_gate)
        {
            if (!_piles.TryGetValue(page.Source.Container, out var pile))
            {
                // What came before lies together no more.
                foreach (var other in _piles.Values)
                {
                    other.IsClosed = true;
                }

                _piles.Add(page.Source.Container, pile = new Pile());
            }

            pile.IsClosed = false;
            var entry = new StripEntry(page)
            {
                Read = known,
                ReadBy = known is null ? null : before?.ReadBy,
                AskedTurned = before is { AskedTurned: true } && before.FileSha256 == page.FileSha256,
                WasKept = known is not null,
            };
            _entries.Add(entry);
            pile.Entries.Add(entry);
            return known is null && plan.WantsReading(page, pile.Entries.Count == 1)
                ? Ask(entry, $"{NameStripTask.Prefix}{page.Id.Replace('-', '/')}", plan.Files.StripFile(page.Id))
                : null;
        }
    }

    /// <summary>No more pages will come.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _allIn = true;
            foreach (var pile in _piles.Values)
            {
                pile.IsClosed = true;
            }
        }
    }

    /// <summary>Takes what was read.</summary>
    public void Take(TaskResult result)
    {
        StripEntry? entry;
        lock (_gate)
        {
            if (!_byTask.Remove(result.TaskId, out entry))
            {
                return;
            }
        }

        StripReading? read = null;
        var isRead = result is TaskResult<StripReading> typed && typed.TryGetValue(out read);
        var stamp = isRead && !entry.IsTurnedAsk ? entry.Task!.StampOf(plan.Options.Model) : null;
        lock (_gate)
        {
            _open--;
            entry.IsOpen = false;
            entry.CallTime += result.CallTime;
            switch (isRead)
            {
                case true when entry.IsTurnedAsk:
                    entry.TurnedRead = read;
                    break;
                case true:
                    (entry.Read, entry.ReadBy) = (read, stamp);
                    break;
                case false when result.Outcome == TaskOutcome.NotRun:
                    WasStopped = entry.IsNotRun = true;
                    break;
                default:
                    entry.Error = result.Error;
                    break;
            }
        }
    }

    /// <summary>Asks for the strip of a page as if it were upside down.</summary>
    public NameStripTask AskTurned(StripEntry entry)
    {
        lock (_gate)
        {
            (entry.AskedTurned, entry.IsTurnedAsk) = (true, true);
            return Ask(entry, $"{NameStripTask.Prefix}{entry.Page.Id.Replace('-', '/')}/turned", plan.Files.TurnedStripFile(entry.Page.Id));
        }
    }

    /// <summary>
    /// Pages that lay together and can be looked at: from one first page up to the next, or all when no more will come. Each page is given once.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<StripEntry>> TakeReady()
    {
        lock (_gate)
        {
            var ready = new List<IReadOnlyList<StripEntry>>();
            foreach (var pile in _piles.Values)
            {
                while (pile.Next() is { } slice)
                {
                    ready.Add(slice);
                }
            }

            foreach (var done in _piles.Where(pair => pair.Value is { IsClosed: true, IsTaken: true }).Select(pair => pair.Key).ToList())
            {
                _piles.Remove(done);
            }

            return ready;
        }
    }

    private NameStripTask Ask(StripEntry entry, string id, string strip)
    {
        var task = new NameStripTask(id, strip);
        (entry.Task, entry.IsOpen) = (task, true);
        _byTask.Add(id, entry);
        _open++;
        return task;
    }

    /// <summary>Pages that lay together.</summary>
    private sealed class Pile
    {
        private int _from;

        public List<StripEntry> Entries { get; } = [];

        public bool IsClosed { get; set; }

        public bool IsTaken => _from == Entries.Count;

        public List<StripEntry>? Next()
        {
            var end = _from;
            while (end < Entries.Count && !Entries[end].IsOpen && !(end > _from && Entries[end].Facts().IsFirst))
            {
                end++;
            }

            var isWhole = end < Entries.Count ? !Entries[end].IsOpen : IsClosed;
            if (end == _from || !isWhole)
            {
                return null;
            }

            var slice = Entries.GetRange(_from, end - _from);
            _from = end;
            return slice;
        }
    }
}

/// <summary>A page and what was read on its strip. Changed under the lock of its desk only, or when nothing is asked any more.</summary>
internal sealed class StripEntry(ImportedPage page)
{
    public ImportedPage Page { get; set; } = page;

    public StripReading? Read { get; set; }

    public string? ReadBy { get; set; }

    public NameStripTask? Task { get; set; }

    public bool IsOpen { get; set; }

    public bool IsNotRun { get; set; }

    public string? Error { get; set; }

    public bool AskedTurned { get; set; }

    public bool IsTurnedAsk { get; set; }

    public StripReading? TurnedRead { get; set; }

    public bool WasKept { get; init; }

    public TimeSpan CallTime { get; set; }

    public PageFacts Facts(PersonDecision? decision = null) => new(Page.Id, Page.Source.Container)
    {
        Sha256 = Page.Sha256,
        IsBlank = Page.IsBlank,
        IsUsable = Page.Error is null,
        Error = Page.Error,
        LooksLike = Page.Match?.Page,
        Read = Read,
        Decision = decision,
    };

    /// <summary>What became of the reading; <see langword="null"/> if the page is not read at all and nothing is wrong with it.</summary>
    public StageItem? ToItem()
    {
        var id = Task?.Id ?? $"{NameStripTask.Prefix}{Page.Id.Replace('-', '/')}";
        return (Page.Error ?? Error) is { } error ? new StageItem(id, Page.Name, StageItemState.Failed) { Error = error, CallTime = CallTime }
            : IsNotRun || IsOpen ? new StageItem(id, Page.Name, StageItemState.NotRun)
            : Read is null ? null
            : new StageItem(id, Page.Name, WasKept ? StageItemState.Kept : StageItemState.Made) { CallTime = CallTime };
    }
}
