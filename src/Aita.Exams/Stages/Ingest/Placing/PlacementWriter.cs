using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Ingest;

/// <summary>Turns placements into records and files. One call at a time.</summary>
internal sealed class PlacementWriter(IngestPlan plan, PagePlacer placer)
{
    private readonly Dictionary<string, (IngestedPage Record, string? From)> _planned = new(StringComparer.Ordinal);

    /// <summary>The records of all pages planned so far.</summary>
    public IngestedPage? RecordOf(string id) => _planned.TryGetValue(id, out var planned) ? planned.Record : null;

    /// <summary>Takes a plan back.</summary>
    public void Forget(string id) => _planned.Remove(id);

    /// <summary>Plans where a page goes. Nothing is moved.</summary>
    /// <param name="entry">The page.</param>
    /// <param name="placement">Where it goes.</param>
    /// <param name="studentFolder">The student's folder.</param>
    /// <param name="isLast">Whether everything is decided, so that a page that is in the way will be moved, too.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IngestedPage> PlanAsync(
        StripEntry entry, Placement placement, string? studentFolder, bool isLast, CancellationToken cancellationToken)
    {
        var page = entry.Page;
        var before = placer.Before(page.Id);
        if (placement.ByPerson && before is not null)
        {
            return Remember(Describe(entry, before), null);
        }

        if (page.Error is not null)
        {
            return Remember(RecordOf(entry, placement, studentFolder), null);
        }

        var aside = plan.Files.PageFile(page.Id);
        var from = await IngestFiles.HashAsync(aside, cancellationToken).ConfigureAwait(false) == page.FileSha256 ? aside : placer.Find(page.Id);
        var target = placer.TargetOf(placement, studentFolder, page.Source.Name);
        var isOurs = before?.File is { } old && plan.Files.Full(old) == target;
        if (!isOurs && !await PagePlacer.IsFreeAsync(target, page.FileSha256, cancellationToken).ConfigureAwait(false) && !IsVacated(target, isLast))
        {
            placement = placement with
            {
                State = PageState.Unassigned,
                Reasons = [$"There is another {plan.Files.Relative(target)} already, which ingest did not put there."],
                IsDoubtful = true,
                Candidates = placement.Student is { } student ? [(student, 1)] : [],
            };
            target = placer.TargetOf(placement, null, page.Source.Name);
            studentFolder = null;
        }

        // What lies in a student's folder until then is noted rather than what was taken in anew: it must not stay there.
        var left = before?.File is { } file && file.StartsWith("grouped/", StringComparison.Ordinal) && plan.Files.Full(file) is var path && path != target && File.Exists(path)
            ? path : from;
        var written = before?.FileBeforeSha256 ?? before?.FileSha256;
        var isMoved = left is not null && (left != target || from != target);
        var record = RecordOf(entry, placement, studentFolder) with
        {
            File = plan.Files.Relative(target),
            FileBefore = isMoved ? plan.Files.Relative(left!) : null,
            FileBeforeSha256 = isMoved && written != page.FileSha256 ? written : null,
        };
        return Remember(record, from);
    }

    /// <summary>A page whose turn has not come.</summary>
    public IngestedPage Wait(StripEntry entry)
    {
        if (plan.Persons.UnfinishedOf(entry.Page.Id) is not null && placer.Before(entry.Page.Id) == plan.Persons.UnfinishedOf(entry.Page.Id))
        {
            // As it was written down, so that a later run can complete it.
            return Remember(Describe(entry, plan.BeforeOf(entry.Page.Id)!), null);
        }

        var record = placer.Before(entry.Page.Id) is { State: not PageState.Waiting } before
            ? Describe(entry, before)
            : RecordOf(entry, new Placement(entry.Facts(), PageState.Waiting), null) with
            {
                File = entry.Page.Error is null ? plan.Files.Relative(placer.Find(entry.Page.Id) ?? plan.Files.PageFile(entry.Page.Id)) : null,
            };
        return Remember(record, null);
    }

    /// <summary>Moves what was planned. First everything that must give way, through a place of its own, so that two pages can change places.</summary>
    public void MoveAll(IEnumerable<string> ids)
    {
        var moves = ids.Select(id => _planned[id]).Where(planned => planned.From is not null && planned.Record.File is not null)
            .Select(planned => (planned.Record, From: planned.From!, To: plan.Files.Full(planned.Record.File!)))
            .Where(move => move.Record.FileBefore is not null).ToList();
        var targets = moves.Select(move => move.To).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < moves.Count; i++)
        {
            if (targets.Contains(moves[i].From))
            {
                var aside = plan.Files.PageFile(moves[i].Record.Id);
                placer.Move(moves[i].From, aside);
                moves[i] = moves[i] with { From = aside };
            }
        }

        foreach (var (record, from, to) in moves)
        {
            RemoveOwnCopy(record, from, to);
            placer.Move(from, to);

            // Where it was is noted only for a run that is stopped before this: what is written last must not differ from what the next run writes.
            var moved = record with { FileBefore = null, FileBeforeSha256 = null };
            _planned[record.Id] = (moved, null);
            placer.Note(moved);
        }
    }

    private IngestedPage Remember(IngestedPage record, string? from)
    {
        _planned[record.Id] = (record, from);
        return record;
    }

    /// <summary>Whether what is there is a page of ours that goes elsewhere in this run.</summary>
    private bool IsVacated(string target, bool isLast)
    {
        return _planned.Values.Any(planned => planned.From == target && planned.Record.File is { } file && plan.Files.Full(file) != target)
            || (isLast && !plan.Persons.IsForeign(plan.Files.Relative(target)) && (plan.Before?.Pages.Any(Gives) ?? false));

        bool Gives(IngestedPage page) => plan.Persons.Of(page.Id) is null
            && (IsTarget(page.File) || IsTarget(placer.Before(page.Id)?.File))
            && !(_planned.TryGetValue(page.Id, out var planned) && planned.From is null && IsTarget(planned.Record.File));

        bool IsTarget(string? file) => file is not null && plan.Files.Full(file) == target;
    }

    /// <summary>A page that was taken in anew and goes elsewhere leaves no copy of itself where it was.</summary>
    private void RemoveOwnCopy(IngestedPage record, string from, string to)
    {
        if (placer.Before(record.Id) is { File: { } old, FileSha256: { } image } before && plan.Files.Full(old) is var path && path != from && path != to && File.Exists(path)
            && !_planned.Values.Any(planned => planned.Record.Id != record.Id && planned.Record.File == old)
            && Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))) == (before.FileBeforeSha256 ?? image))
        {
            File.Delete(path);
        }
    }

    private IngestedPage RecordOf(StripEntry entry, Placement placement, string? studentFolder) => Describe(entry, new IngestedPage
    {
        State = placement.State,
        Student = studentFolder,
        ExamPage = placement.ExamPage,
        FileSha256 = entry.Page.FileSha256.Length > 0 ? entry.Page.FileSha256 : null,
        DuplicateOf = placement.DuplicateOf,
        ByPerson = false,
        Reasons = placement.Reasons,
    });

    /// <summary>What the page is, whatever becomes of it.</summary>
    private IngestedPage Describe(StripEntry entry, IngestedPage record)
    {
        var page = entry.Page;
        var hasStrip = page is { Error: null, HasStrip: true };
        return record with
        {
            Id = page.Id,
            Source = page.Source.Name,
            PageInFile = page.PageInFile,
            Sha256 = page.Sha256,
            Rotation = page.Rotation,
            IsUpright = page.IsTurnKnown || entry.Facts().IsNamed,
            IsLevel = page.IsLevel,
            IsBlank = page.IsBlank,
            LooksLike = page.Match?.Page,
            Likeness = page.Match is { } match ? Math.Round(match.Likeness, 3) : null,
            Read = entry.Read,
            ReadBy = entry.ReadBy,
            AskedTurned = entry.AskedTurned && entry.Error is null,
            StripFile = hasStrip ? plan.Files.Relative(plan.Files.StripFile(page.Id)) : null,
            Strip = page.Error is null && page.Source.SameAs is null
                ? new PageRegion { PageNumber = record.ExamPage ?? 0, ImagePath = record.File ?? "", Top = 0, Left = 0, Bottom = plan.Options.StripPercent * 10, Right = 1000 }
                : null,
        };
    }
}
