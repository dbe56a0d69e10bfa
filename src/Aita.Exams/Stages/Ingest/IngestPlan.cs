using Aita.Exams.Domain;
using Aita.Exams.Estimates;
using Aita.Exams.Images;
using Aita.Exams.Workspace;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Ingest;

/// <summary>What ingest will do, known before anything is sent. Immutable.</summary>
public sealed class IngestPlan
{
    private static readonly TokenRange ReadingTokens = new(30, 80);

    private readonly Dictionary<string, IngestedPage> _before;

    private IngestPlan(AssignmentFolder folder, IngestStageOptions options, IngestManifest? before)
    {
        (Folder, Options, Before) = (folder, options, before);
        Files = new IngestFiles(folder);
        _before = (before?.Pages ?? []).DistinctBy(page => page.Id, StringComparer.Ordinal).ToDictionary(page => page.Id, StringComparer.Ordinal);
    }

    /// <summary>The assignment.</summary>
    public AssignmentFolder Folder { get; }

    /// <summary>Name strips to be read, at most: blank pages and copies are not.</summary>
    public int Calls { get; private init; }

    /// <summary>Pages of all files, those of earlier runs included.</summary>
    public int TotalPages => Sources.Sum(source => source.Pages);

    /// <summary>Files, those of earlier runs included.</summary>
    public int TotalFiles => Sources.Count;

    /// <summary>Files that an earlier run took in, by their content; none when all are taken in anew.</summary>
    public int FilesTakenIn => Options.Force ? 0
        : Sources.Count(source => source.Error is null && Before?.Sources.Any(before => before.Error is null && string.Equals(before.Sha256, source.Sha256, StringComparison.Ordinal)) == true);

    /// <summary>The number of calls and about what they use.</summary>
    public CallEstimate Estimate { get; private init; } = CallEstimate.None;

    /// <summary>What a person should know before, one sentence each: no roster, rows that are no students, files that cannot be used.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Whether a forced run was interrupted, with which this one goes on.</summary>
    public bool ContinuesForcedRun => ForcedRun.IsUnfinished && (Options.Student is not { } student || ForcedRun.Covers(student));

    internal IngestStageOptions Options { get; private init; }

    internal IngestManifest? Before { get; }

    internal IngestFiles Files { get; }

    internal ForcedRun ForcedRun { get; private init; } = null!;

    internal Roster? Roster { get; private init; }

    /// <summary>A hash of whom the roster tells; <see langword="null"/> without one.</summary>
    internal string? RosterStamp => Roster is null ? null : StageRecord.HashOf(Roster.Students.Select(student => $"{student.StudentId} {student.Name}"));

    internal StudentRegister Register { get; private init; } = null!;

    internal UnresolvedFile Unresolved { get; private init; } = new();

    internal BlankExam Blank { get; private init; } = BlankExam.None;

    internal string LookedWith { get; private init; } = "";

    /// <summary>The pages of the exam; <see langword="null"/> if unknown.</summary>
    internal int? ExamPages { get; private init; }

    internal IReadOnlyList<SourceFile> Sources { get; private init; } = [];

    internal PersonsWork Persons { get; private init; } = null!;

    /// <summary>Finds the files and decides which pages are to be read.</summary>
    /// <exception cref="ExamException">There are no scans, or the roster or another file cannot be used.</exception>
    public static async Task<IngestPlan> ReadAsync(
        AssignmentFolder folder, IngestStageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new IngestStageOptions();
        options.Validate();
        var before = await IngestManifest.TryReadAsync(folder, cancellationToken).ConfigureAwait(false);
        options = options.After(before);
        options = options.Student is not { } wanted ? options
            : options with { Student = await IngestStudents.FolderOfAsync(folder, wanted, hasScans: true, cancellationToken).ConfigureAwait(false) };
        var roster = await Roster.TryReadAsync(folder.Roster, cancellationToken).ConfigureAwait(false);
        var (blank, stamp, problems) = await BlankExamReader.ReadAsync(folder, options, cancellationToken).ConfigureAwait(false);
        var forced = await ForcedRun.ReadAsync(new IngestFiles(folder).ForcedRun, cancellationToken).ConfigureAwait(false);
        var spec = File.Exists(folder.ExamSpec) ? await ExamFiles.ReadExamSpecAsync(folder, cancellationToken).ConfigureAwait(false) : null;
        var given = await SourcesAsync(folder, options, before, cancellationToken).ConfigureAwait(false);
        var plan = new IngestPlan(folder, options, before)
        {
            ForcedRun = forced,
            Roster = roster,
            Register = await StudentRegister.ReadAsync(folder, cancellationToken).ConfigureAwait(false),
            Unresolved = await UnresolvedFile.ReadAsync(folder, cancellationToken).ConfigureAwait(false),
            Blank = blank,
            LookedWith = $"{options.StripPercent} {stamp}".Trim(),
            ExamPages = spec?.TotalPages is > 0 and var total ? total : blank.Pages > 0 ? blank.Pages : null,
            Sources = given,
            Persons = await PersonsWork.ReadAsync(folder, before, cancellationToken).ConfigureAwait(false),
        };
        return plan.Counted(problems);
    }

    /// <summary>A page of an earlier run that need not be taken in again; <see langword="null"/> for one that must.</summary>
    internal ImportedPage? Known(SourceFile source, int page)
    {
        if (_before.GetValueOrDefault(source.PageId(page)) is not { } before)
        {
            return null;
        }

        var isStale = IsForced(before) || (before.Sha256.Length > 0 && Before!.LookedWith != LookedWith) || before.Sha256.Length == 0 || IsGone(before);
        return isStale && Persons.Of(before.Id) is null && File.Exists(source.Path)
            ? null
            : new ImportedPage(source, page)
            {
                Sha256 = before.Sha256,
                FileSha256 = before.FileSha256 ?? "",
                Rotation = before.Rotation,
                IsTurnKnown = before.IsUpright,
                IsLevel = before.IsLevel,
                IsBlank = before.IsBlank,
                HasStrip = before.StripFile is not null,
                Match = before.Likeness is { } likeness ? new PageMatch(before.LooksLike, 0, likeness) : null,
                Error = before.Sha256.Length == 0 ? before.Reasons is [var reason, ..] ? reason : "There is no image." : null,
            };
    }

    /// <summary>What was read on a page in an earlier run, if the same question would be asked again.</summary>
    internal StripReading? KnownReading(ImportedPage page)
    {
        var before = _before.GetValueOrDefault(page.Id);
        return before is { Read: not null, ReadBy: { } readBy } && !IsForced(before) && File.Exists(Files.StripFile(page.Id))
            && readBy == new NameStripTask("stamp", Files.StripFile(page.Id)).StampOf(Options.Model)
            ? before.Read
            : null;
    }

    /// <summary>Whether the strip of a page is to be read at all.</summary>
    /// <param name="page">The page.</param>
    /// <param name="isFirstInContainer">Whether it lay on top.</param>
    internal bool WantsReading(ImportedPage page, bool isFirstInContainer) =>
        page is { Error: null, HasStrip: true }
        && (Options.FirstPagesOnly != true || (page.Match?.Page is { } number ? number == 1 : isFirstInContainer || (Options.Stack == true && Blank.Pages == 0)));

    internal IngestedPage? BeforeOf(string id) => _before.GetValueOrDefault(id);

    private static async Task<IReadOnlyList<SourceFile>> SourcesAsync(
        AssignmentFolder folder, IngestStageOptions options, IngestManifest? before, CancellationToken cancellationToken)
    {
        var known = (before?.Sources ?? []).Where(source => source.Error is null).DistinctBy(source => source.Sha256, StringComparer.Ordinal)
            .ToDictionary(source => source.Sha256, source => source.Pages, StringComparer.Ordinal);

        // Nothing new is no error when a person only completes what was open.
        var isRepeat = options.Paths.Count == 0 && known.Count > 0 && !Directory.Exists(folder.Scans);
        var given = isRepeat ? [] : await new SourceList(folder, options).ReadAsync(known, cancellationToken).ConfigureAwait(false);

        // Files of earlier runs stay in, whether they are named again or not: no page is forgotten.
        var hashes = given.Select(source => source.Sha256).ToHashSet(StringComparer.Ordinal);
        var earlier = (before?.Sources ?? []).Where(source => source.Error is null && !hashes.Contains(source.Sha256))
            .Select(source => new SourceFile(Path.GetFullPath(source.Path, folder.Root), source.Path, ImageFormat.Unknown)
            {
                Sha256 = source.Sha256,
                Pages = source.Pages,
                SameAs = source.SameAs,
                Container = source.Container,
            });
        return [.. earlier, .. given];
    }

    private IngestPlan Counted(IReadOnlyList<string> problems)
    {
        var calls = 0;
        string? container = null;
        foreach (var source in Sources.Where(source => source.Error is null && source.SameAs is null))
        {
            for (var number = 1; number <= source.Pages; number++)
            {
                var isFirst = container != source.Container;
                container = source.Container;
                var page = Known(source, number);
                calls += page is null ? (Options.FirstPagesOnly == true && !isFirst && Options.Stack != true && Blank.Pages == 0 ? 0 : 1)
                    : WantsReading(page, isFirst) && KnownReading(page) is null ? 1 : 0;
            }
        }

        var strip = CallEstimate.One([new ChatMessage(ChatRole.User, NameStripTask.Prompt)], images: 1, ReadingTokens);
        return new IngestPlan(Folder, Options, Before)
        {
            ForcedRun = ForcedRun,
            Roster = Roster,
            Register = Register,
            Unresolved = Unresolved,
            Blank = Blank,
            LookedWith = LookedWith,
            ExamPages = ExamPages,
            Sources = Sources,
            Persons = Persons,
            Calls = calls,
            Estimate = strip.Times(calls) with { AtMost = 2 * calls }, // A strip that gives nothing may be read once more, upside down.
            Warnings = [.. WarningsOf(), .. problems],
        };
    }

    private IEnumerable<string> WarningsOf()
    {
        if (Roster is null)
        {
            yield return $"There is no list of students at {Folder.Roster}, so names are taken as they are read; with one, each exam is matched to a student.";
        }

        foreach (var warning in Roster?.Warnings ?? [])
        {
            yield return warning;
        }
    }

    /// <summary>Whether it is to be made anew, now or by a forced run that did not finish: with one student named, only what was that student's.</summary>
    private bool IsForced(IngestedPage page) => Persons.Of(page.Id) is null
        && (Options.Student is null || string.Equals(page.Student, Options.Student, StringComparison.Ordinal))
        && (Options.Force || ForcedRun.Covers(page.Student ?? ""));

    private bool IsGone(IngestedPage page) => page.File?.StartsWith("ingest/", StringComparison.Ordinal) == true && !File.Exists(Files.Full(page.File)) && Persons.UnfinishedOf(page.Id) is null;
}
