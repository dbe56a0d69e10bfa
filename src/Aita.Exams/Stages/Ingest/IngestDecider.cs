using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Ingest;

/// <summary>Decides whose the pages are, puts them there and writes it down. One call at a time.</summary>
internal sealed class IngestDecider
{
    private readonly IngestPlan _plan;
    private readonly StripDesk _desk;
    private readonly PagePlacer _placer;
    private readonly PlacementWriter _writer;
    private readonly Dictionary<string, Placement> _handed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, PersonDecision> _decisions;
    private readonly IReadOnlyList<string> _problems;
    private IReadOnlyList<Placement> _placements = [];
    private RosterMatcher _roster;
    private StudentFolders _folders;

    public IngestDecider(IngestPlan plan, StripDesk desk)
    {
        (_plan, _desk) = (plan, desk);
        _placer = new PagePlacer(plan.Folder, plan.Before, plan.Persons, plan.Options.MoveFile);
        _writer = new PlacementWriter(plan, _placer);
        (_decisions, _problems) = plan.Unresolved.Decisions(plan.Roster is { } roster ? roster.Find : text => new RosterEntry(PersonName.FirstNameFirst(text)));
        _roster = new RosterMatcher(plan.Roster?.Students ?? []);
        _folders = new StudentFolders(_roster.Students, plan.Register.Students);
    }

    /// <summary>Places students whose pages lay together, are all there and name them beyond doubt.</summary>
    /// <returns>Their folders.</returns>
    public async Task<IReadOnlyList<StudentFolder>> HandOverCompleteAsync(CancellationToken cancellationToken)
    {
        var ready = new List<IReadOnlyList<Placement>>();
        foreach (var slice in _desk.TakeReady())
        {
            if (await PlanCompleteAsync(slice, cancellationToken).ConfigureAwait(false) is { } placements)
            {
                ready.Add(placements);
            }
        }

        if (ready.Count == 0)
        {
            return [];
        }

        // Who is handed a student must find there where the names stand, so that they are painted over before a page is sent.
        await RegisterAsync([.. ready.Select(placements => placements[0].Student!)], cancellationToken).ConfigureAwait(false);
        await ManifestOf(isDecided: false).WriteAsync(_plan.Folder, cancellationToken).ConfigureAwait(false);
        _writer.MoveAll(ready.SelectMany(placements => placements).Select(placement => placement.Page.Id));
        return Untold(ready.Select(placements => _folders.Of(placements[0].Student!)));
    }

    /// <summary>Decides about all pages that are left, and moves them.</summary>
    /// <returns>The folders of students that were not handed on yet.</returns>
    public async Task<IReadOnlyList<StudentFolder>> DecideAsync(CancellationToken cancellationToken)
    {
        var entries = _desk.Entries;
        var pages = entries.Select(FactsOf).ToList();

        if (_plan.Roster is null)
        {
            var decided = _decisions.Values.Select(decision => decision.Student).OfType<RosterEntry>();
            _roster = new RosterMatcher([.. ReadNames.Of(pages).Concat(decided).DistinctBy(student => (student.StudentId, PersonName.Normalize(student.Name)))]);
            _folders = new StudentFolders([.. _roster.Students.Concat(decided).Distinct()], _plan.Register.Students);
        }

        AddPersonsWork(pages);
        _placements = Resolver().Resolve(pages, _handed);
        var byId = entries.ToDictionary(entry => entry.Page.Id, StringComparer.Ordinal);
        var moved = new List<string>();
        foreach (var placement in _placements.Where(placement => !IsAbout(placement)))
        {
            _writer.Wait(byId[placement.Page.Id]);
        }

        foreach (var placement in _placements.Where(IsAbout))
        {
            if (_writer.RecordOf(placement.Page.Id) is null || !_handed.ContainsKey(placement.Page.Id) || placement.ByPerson)
            {
                var folder = placement.Student is { } student && placement.State is PageState.Assigned or PageState.Blank ? _folders.Of(placement.Student!) : null;
                await _writer.PlanAsync(byId[placement.Page.Id], placement, folder, isLast: true, cancellationToken).ConfigureAwait(false);
                moved.Add(placement.Page.Id);
            }
        }

        var students = _placements.Where(IsAbout).Where(placement => placement.State == PageState.Assigned).Select(placement => placement.Student).OfType<RosterEntry>().Distinct().ToList();
        await RegisterAsync(students, cancellationToken).ConfigureAwait(false);
        await ManifestOf(isDecided: true).WriteAsync(_plan.Folder, cancellationToken).ConfigureAwait(false);
        _writer.MoveAll(moved);
        return [.. Untold(Records().Where(record => record.State == PageState.Assigned).Select(record => record.Student!))];
    }

    /// <summary>Writes what is known, also of a run that was stopped.</summary>
    public async Task<IngestStageResult> WriteAsync(bool isDecided, CancellationToken cancellationToken)
    {
        var manifest = ManifestOf(isDecided);
        if (!manifest.Counts.AddUp)
        {
            throw new ExamException(ExamErrorKind.Invalid, $"The pages do not add up: {manifest.Counts}. This is a mistake of the program; no file was deleted.");
        }

        var unresolved = isDecided ? _plan.Unresolved.With(OpenItems()) : _plan.Unresolved;
        await manifest.WriteAsync(_plan.Folder, cancellationToken).ConfigureAwait(false);
        if (unresolved.Items.Count > 0 || _plan.Unresolved.Items.Count > 0)
        {
            await unresolved.WriteAsync(_plan.Folder, cancellationToken).ConfigureAwait(false);
        }

        await AtomicFile.WriteTextAsync(_plan.Files.Report, IngestSheet.Render(_plan, manifest, unresolved), cancellationToken).ConfigureAwait(false);
        var open = unresolved.Items.Count(item => !item.IsAnswered);
        return new IngestStageResult
        {
            Items = [.. FailedFiles(), .. _desk.Entries.Select(entry => entry.ToItem()).OfType<StageItem>()],
            Warnings = [.. _plan.Warnings, .. _problems, .. _folders.Doubts, .. NobodyOfThatName(isDecided), .. IngestWarnings.Of(manifest, open)],
            Files = open > 0 ? [_plan.Files.Report, _plan.Folder.Unresolved, _plan.Folder.IngestManifest] : [_plan.Files.Report, _plan.Folder.IngestManifest],
            Manifest = manifest,
            IsDecided = isDecided,
            Unresolved = open,
        };
    }

    /// <summary>Plans where the pages of one student go, if they are all there and certain; <see langword="null"/> if the end must decide.</summary>
    private async Task<IReadOnlyList<Placement>?> PlanCompleteAsync(IReadOnlyList<StripEntry> slice, CancellationToken cancellationToken)
    {
        if (_plan.Roster is null || _plan.Options.Student is not null)
        {
            return null;
        }

        // A sheet with nothing on it is no page of the exam, unless something says so; then the end decides.
        var pages = slice.Select(FactsOf).Where(page => !page.IsBlank || page.HasName || page.Number is not null).ToList();
        if (pages.Count == 0 || pages.Any(page => _plan.Persons.Of(page.Id) is not null)
            || Resolver().ResolveComplete(new Booklet(pages, _roster)) is not { } placements
            || _handed.Values.Any(placement => placement.Student == placements[0].Student))
        {
            return null;
        }

        var entries = slice.ToDictionary(entry => entry.Page.Id, StringComparer.Ordinal);
        foreach (var placement in placements)
        {
            var record = await _writer.PlanAsync(entries[placement.Page.Id], placement, _folders.Of(placement.Student!), isLast: false, cancellationToken).ConfigureAwait(false);
            if (record.State != PageState.Assigned)
            {
                // A file of a person's is in the way, or a page of another student that goes elsewhere in the end.
                placements.ToList().ForEach(planned => _writer.Forget(planned.Page.Id));
                return null;
            }
        }

        foreach (var placement in placements)
        {
            _handed.Add(placement.Page.Id, placement);
        }

        return placements;
    }

    private PageFacts FactsOf(StripEntry entry) => entry.Facts(_decisions.GetValueOrDefault(entry.Page.Id));

    private Resolver Resolver() => new(
        _roster, _plan.ExamPages, _plan.Options.Stack == true, new SheetComparer(id => _placer.Find(id) is { } file ? File.ReadAllBytes(file) : null).Compare)
    {
        Unprinted = _plan.Blank.Unprinted,
    };

    private bool IsAbout(Placement placement) => _plan.Options.Student is not { } wanted
        || (placement.Student is { } student && string.Equals(_folders.Of(student), wanted, StringComparison.OrdinalIgnoreCase));

    /// <summary>Without a roster it is known only now that nobody is called so.</summary>
    private IEnumerable<string> NobodyOfThatName(bool isDecided) => isDecided && !_placements.Any(IsAbout) && _plan.Options.Student is { } wanted
        ? [$"No page was found of the student '{wanted}'."] : [];

    /// <summary>Pages that a person placed keep their places, and nobody else's page takes them.</summary>
    private void AddPersonsWork(List<PageFacts> pages)
    {
        var students = _roster.Students.ToDictionary(_folders.Of, StringComparer.Ordinal);
        foreach (var page in pages.Where(page => !_handed.ContainsKey(page.Id)))
        {
            if (_plan.Persons.Of(page.Id) is { } record)
            {
                _handed.Add(page.Id, new Placement(page, record.State)
                {
                    Student = record.Student is { } folder ? students.GetValueOrDefault(folder) : null,
                    ExamPage = record.ExamPage,
                    ByPerson = true,
                    Reasons = record.Reasons,
                });
            }
        }
    }

    private async Task RegisterAsync(IReadOnlyList<RosterEntry> students, CancellationToken cancellationToken)
    {
        var register = await StudentRegister.ReadAsync(_plan.Folder, cancellationToken).ConfigureAwait(false);
        var identities = students.Select(student => new StudentIdentity
        {
            Folder = _folders.Of(student),
            StudentName = student.Name,
            StudentId = student.StudentId,
            Email = student.Email,
            Section = student.Section,
            IsExcused = student.IsExcused,
        }).Where(identity => register.Find(identity.Folder) is not { } known || known with { Pseudonym = "" } != identity).ToList();
        if (identities.Count > 0)
        {
            await register.With(identities).WriteAsync(_plan.Folder, cancellationToken).ConfigureAwait(false);
        }
    }

    private List<StudentFolder> Untold(IEnumerable<string> folders) =>
        [.. folders.Distinct(StringComparer.Ordinal).Where(_told.Add).Select(_plan.Folder.Student)];

    private List<IngestedPage> Records() => [.. _desk.Entries.Select(entry => _writer.RecordOf(entry.Page.Id) ?? _writer.Wait(entry)), .. CopiedFiles()];

    /// <summary>Pages of files that are copies of others were not even taken in; they are accounted for like any page.</summary>
    private IEnumerable<IngestedPage> CopiedFiles() =>
        from source in _plan.Sources
        where source.SameAs is not null
        let original = _plan.Sources.First(other => other.Name == source.SameAs)
        from page in Enumerable.Range(1, source.Pages)
        select new IngestedPage
        {
            Id = source.PageId(page),
            Source = source.Name,
            PageInFile = page,
            State = PageState.Duplicate,
            DuplicateOf = original.PageId(page),
            Reasons = [$"The whole file is the same as {source.SameAs}."],
        };

    /// <summary>Pages of earlier runs that have not come in again yet: what was known of them stays.</summary>
    private IEnumerable<IngestedPage> NotInYet()
    {
        var seen = _desk.Entries.Select(entry => entry.Page.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var source in _plan.Sources.Where(source => source.SameAs is null))
        {
            foreach (var page in Enumerable.Range(1, source.Pages).Select(source.PageId).Where(id => !seen.Contains(id)).Select(_plan.BeforeOf).OfType<IngestedPage>())
            {
                // Without the hash of what came in it is taken in again, as it would have been in this run.
                yield return _plan.Persons.Of(page.Id) ?? (_plan.Before!.LookedWith != _plan.LookedWith && File.Exists(source.Path) ? page with { Sha256 = "" } : page);
            }
        }
    }

    private IngestManifest ManifestOf(bool isDecided)
    {
        List<IngestedPage> records = isDecided ? Records() : [.. Records(), .. NotInYet()];
        return new IngestManifest
        {
            Sources = [.. _plan.Sources.Select(source => new IngestSource(source.Name, source.Sha256, source.Pages) { Error = source.Error, Container = source.Container, SameAs = source.SameAs })],
            LookedWith = _plan.LookedWith,
            RosterStamp = isDecided && _plan.Options.Student is null ? _plan.RosterStamp : _plan.Before?.RosterStamp,
            IsStack = _plan.Options.Stack == true,
            IsFirstPagesOnly = _plan.Options.FirstPagesOnly == true,
            Pages = records,
            Counts = PageCounts.Of(records) with { Pages = isDecided ? _plan.TotalPages : records.Count },
            MissingPages = isDecided ? MissingPages.Of(records, _plan.ExamPages) : new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal),
            StudentsWithoutScans = isDecided ? [.. WithoutScans(records)] : [],
            UnknownNames = isDecided && _plan.Roster is not null ? [.. UnknownNames()] : [],
        };
    }

    private IEnumerable<string> WithoutScans(IReadOnlyList<IngestedPage> records)
    {
        var present = records.Where(record => record.State is PageState.Assigned or PageState.Blank).Select(record => record.Student).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return (_plan.Roster?.Students ?? []).Where(student => !present.Contains(_folders.Of(student)))
            .Select(student => student.IsExcused ? $"{student.Name} (excused)" : student.Name);
    }

    private IEnumerable<string> UnknownNames() => _placements
        .Where(placement => placement is { State: PageState.Unassigned, IsDoubtful: true, Page.HasName: true } && _roster.Scores(placement.Page.Read!).DefaultIfEmpty(0).Max() < RosterMatcher.Enough)
        .Select(placement => $"{placement.Page.Read!.StudentName} {placement.Page.Read.StudentId}".Trim()).Distinct(StringComparer.OrdinalIgnoreCase);

    private List<UnresolvedItem> OpenItems()
    {
        var sources = _desk.Entries.ToDictionary(entry => entry.Page.Id, entry => entry.Page, StringComparer.Ordinal);
        return [.. _placements.Where(placement => placement.IsDoubtful).Concat(Displaced())
            .GroupBy(placement => placement.DecidedWith ?? placement.Page.Id, StringComparer.Ordinal)
            .Select(together => ItemOf([.. together], sources))];
    }

    /// <summary>Pages that had a place where a file of a person's is.</summary>
    private IEnumerable<Placement> Displaced() => _placements.Where(placement =>
        placement is { State: PageState.Assigned, IsDoubtful: false } && _writer.RecordOf(placement.Page.Id) is { State: PageState.Unassigned, ByPerson: false });

    private UnresolvedItem ItemOf(List<Placement> together, Dictionary<string, ImportedPage> sources)
    {
        var first = together.Find(placement => placement.Page.HasName) ?? together[0];
        return new UnresolvedItem
        {
            Id = together[0].Page.Id,
            ExamPage = together.Count == 1 ? first.ExamPage : null,
            Reason = string.Join(' ', _writer.RecordOf(first.Page.Id)?.Reasons ?? first.Reasons),
            Candidates = [.. first.Candidates.Select(pair => new UnresolvedCandidate(pair.Student.Name, pair.Student.StudentId, Math.Round(pair.Score, 2)))],
            ReadName = first.Page.Read?.StudentName ?? "",
            ReadId = first.Page.Read?.StudentId ?? "",
            Sources = [.. together.Select(placement => sources[placement.Page.Id].Name)],
            Strip = sources[first.Page.Id].HasStrip ? _plan.Files.Relative(_plan.Files.StripFile(first.Page.Id)) : null,
            Pages = [.. together.Select(placement => placement.Page.Id)],
        };
    }

    private IEnumerable<StageItem> FailedFiles() => _plan.Sources.Where(source => source.Error is not null)
        .Select(source => new StageItem($"file/{source.Name}", source.Name, StageItemState.Failed) { Error = source.Error });
}
