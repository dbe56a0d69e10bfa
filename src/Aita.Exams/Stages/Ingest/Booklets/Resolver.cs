using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Ingest;

/// <summary>
/// Decides what becomes of every page: who it belongs to and which page of the exam it is. Every page gets exactly one placement. Pure but for
/// looking at images that may show the same sheet.
/// </summary>
/// <param name="roster">The students.</param>
/// <param name="totalPages">The pages of the exam; <see langword="null"/> if unknown.</param>
/// <param name="isStack">Whether files hold several students' exams.</param>
/// <param name="compare">Compares two images.</param>
internal sealed class Resolver(RosterMatcher roster, int? totalPages, bool isStack, Func<PageFacts, PageFacts, SheetComparison> compare)
{
    /// <summary>The pages of the exam on which nothing is printed: an empty sheet may be one of them.</summary>
    public IReadOnlySet<int> Unprinted { get; init; } = System.Collections.Frozen.FrozenSet<int>.Empty;

    /// <summary>Decides.</summary>
    /// <param name="pages">All pages, in order.</param>
    /// <param name="handed">Pages that stay as they are: of students whose exams were handed on, and those that a person placed.</param>
    public IReadOnlyList<Placement> Resolve(IReadOnlyList<PageFacts> pages, IReadOnlyDictionary<string, Placement> handed)
    {
        var placed = new Dictionary<string, Placement>(handed, StringComparer.Ordinal);
        foreach (var page in pages.Where(page => !placed.ContainsKey(page.Id)))
        {
            if (Beforehand(page) is { } placement)
            {
                placed.Add(page.Id, placement);
            }
        }

        MarkCopies(pages, placed);
        var booklets = pages.Where(page => !placed.ContainsKey(page.Id))
            .GroupBy(page => page.Container, StringComparer.Ordinal)
            .SelectMany(container => BookletCutter.Cut([.. container], isStack, roster))
            .ToList();
        var taken = handed.Values.Where(placement => !placement.ByPerson).Select(placement => placement.Student).OfType<RosterEntry>().ToHashSet();
        var owners = BookletOwners.Find([.. booklets], roster, taken);
        var claims = booklets.SelectMany((booklet, i) => Claims(booklet, owners[i])).Concat(DecidedClaims(pages, placed)).ToList();
        Settle(claims, placed);
        return [.. pages.Select(page => placed[page.Id])];
    }

    /// <summary>The placements of a booklet that is certain, complete and without any doubt; <see langword="null"/> if it is not.</summary>
    public IReadOnlyList<Placement>? ResolveComplete(Booklet booklet)
    {
        if (booklet.Certain is not { } owner || totalPages is not { } total || booklet.Pages.Any(page => page.Decision is not null || page.IsBlank))
        {
            return null;
        }

        var claims = Claims(booklet, (owner, null)).ToList();
        return claims.Count == total
            && claims.All(claim => claim.Student == owner && !claim.ByPlace)
            && claims.Select(claim => claim.Number ?? 0).Order().SequenceEqual(Enumerable.Range(1, total))
            ? [.. claims.Select(claim => claim.ToPlacement(PageState.Assigned))]
            : null;
    }

    private static Placement? Beforehand(PageFacts page) => page switch
    {
        { IsUsable: false } => new(page, PageState.Unassigned) { Reasons = [page.Error ?? "There is no image."] },
        { Decision: { Student: null } } => new(page, PageState.Unassigned) { Reasons = ["A person said that it is nobody's."] },
        _ => null,
    };

    /// <summary>The same image once more among pages that lay together is a copy, whatever stands on it.</summary>
    private static void MarkCopies(IReadOnlyList<PageFacts> pages, Dictionary<string, Placement> placed)
    {
        foreach (var same in pages.Where(page => page is { IsUsable: true, IsBlank: false, Decision: null }).GroupBy(page => (page.Container, page.Sha256)))
        {
            foreach (var copy in same.Skip(1).Where(copy => !placed.ContainsKey(copy.Id)))
            {
                placed[copy.Id] = new Placement(copy, PageState.Duplicate) { DuplicateOf = same.First().Id, Reasons = ["The very same image is there already."] };
            }
        }
    }

    private IEnumerable<Claim> Claims(Booklet booklet, (RosterEntry? Student, string? Doubt) owner)
    {
        var open = booklet.Pages.Where(page => page.Decision is null).ToList();
        var sorted = open.Select(page => (Page: page, Decided: booklet.StudentOf(page, owner.Student))).ToList();
        var own = PageNumbers.Of([.. sorted.Where(pair => pair.Decided.Student == owner.Student).Select(pair => pair.Page)], totalPages, Unprinted)
            .ToDictionary(numbered => numbered.Page.Id, StringComparer.Ordinal);
        foreach (var (page, (student, reason)) in sorted)
        {
            var numbered = own.TryGetValue(page.Id, out var found) ? found : (Page: page, Number: page.Number, ByPlace: false);
            yield return new Claim(page, student, numbered.Number)
            {
                ByPlace = numbered.ByPlace,
                IsStray = student is not null && student != owner.Student,
                Reasons = student is null && owner.Doubt is not null ? [owner.Doubt] : [reason],
                Candidates = owner.Student is null && student is null ? booklet.Candidates : booklet.CandidatesOf(page),
                DecidedWith = owner.Student is null && student is null ? booklet.Pages[0].Id : null,
            };
        }
    }

    private IEnumerable<Claim> DecidedClaims(IReadOnlyList<PageFacts> pages, Dictionary<string, Placement> placed)
    {
        var decided = pages.Where(page => !placed.ContainsKey(page.Id) && page.Decision?.Student is not null);
        foreach (var student in decided.GroupBy(page => (page.Decision!.Student, page.Container)))
        {
            foreach (var (page, number, byPlace) in PageNumbers.Of([.. student], totalPages, Unprinted))
            {
                yield return new Claim(page, page.Decision!.Student, page.Decision.ExamPage ?? number) { ByPlace = byPlace, Reasons = ["A person decided."] };
            }
        }
    }

    /// <summary>Gives each student each page once: the pages that lay with the student's exam first, then the strays.</summary>
    private void Settle(List<Claim> claims, Dictionary<string, Placement> placed)
    {
        var seats = new Dictionary<(RosterEntry Student, int Page), (PageFacts Page, bool Handed)>();
        foreach (var placement in placed.Values.Where(placement => placement is { State: PageState.Assigned, Student: not null, ExamPage: not null }))
        {
            seats.TryAdd((placement.Student!, placement.ExamPage!.Value), (placement.Page, true));
        }

        var ordered = claims.Where(claim => claim.Student is not null && claim.Number is not null && !claim.Page.IsBlank)
            .OrderBy(claim => claim.Page.Decision is null).ThenBy(claim => claim.IsStray).ThenBy(claim => claim.ByPlace).ToList();
        foreach (var claim in ordered)
        {
            var seat = (claim.Student!, claim.Number!.Value);
            if (!seats.TryGetValue(seat, out var holder))
            {
                seats.Add(seat, (claim.Page, false));
                placed[claim.Page.Id] = claim.ToPlacement(PageState.Assigned);
                continue;
            }

            var comparison = compare(holder.Page, claim.Page);
            if (comparison.IsSameSheet && comparison.SecondIsBetter && !holder.Handed)
            {
                placed[holder.Page.Id] = new Placement(holder.Page, PageState.Duplicate) { DuplicateOf = claim.Page.Id, Reasons = ["A better scan of the same sheet is there."] };
                placed[claim.Page.Id] = claim.ToPlacement(PageState.Assigned);
                seats[seat] = (claim.Page, false);
            }
            else
            {
                placed[claim.Page.Id] = comparison.IsSameSheet
                    ? new Placement(claim.Page, PageState.Duplicate) { DuplicateOf = holder.Page.Id, Reasons = ["The same sheet was scanned already."] }
                    : claim.Doubtful($"{claim.Student!.Name} has another page {claim.Number} already.");
            }
        }

        foreach (var claim in claims.Where(claim => !placed.ContainsKey(claim.Page.Id)))
        {
            placed[claim.Page.Id] = claim switch
            {
                { Page.IsBlank: true, Student: not null, Number: { } number } when !seats.ContainsKey((claim.Student, number)) => claim.ToPlacement(PageState.Blank),
                { Page.IsBlank: true } => new Placement(claim.Page, PageState.Blank) { Reasons = ["Nothing is written on it."] },
                { Student: not null } => claim.Doubtful("It cannot be told which page of the exam it is."),
                _ => claim.Doubtful(null),
            };
        }
    }

    /// <summary>A page that a student has a claim to.</summary>
    private sealed record Claim(PageFacts Page, RosterEntry? Student, int? Number)
    {
        public bool ByPlace { get; init; }

        public bool IsStray { get; init; }

        public IReadOnlyList<string> Reasons { get; init; } = [];

        public IReadOnlyList<(RosterEntry Student, double Score)> Candidates { get; init; } = [];

        public string? DecidedWith { get; init; }

        public Placement ToPlacement(PageState state) => new(Page, state)
        {
            Student = Student,
            ExamPage = Number,
            Reasons = ByPlace ? [.. Reasons, "Its number follows from its place."] : Reasons,
        };

        public Placement Doubtful(string? why) => new(Page, PageState.Unassigned)
        {
            ExamPage = Number,
            IsDoubtful = true,
            Reasons = why is null ? Reasons : [why],
            Candidates = Student is null ? Candidates : [(Student, 1), .. Candidates.Where(pair => pair.Student != Student)],
            DecidedWith = DecidedWith,
        };
    }
}

/// <summary>Two images beside each other.</summary>
/// <param name="IsSameSheet">Whether they show the same sheet with the same writing.</param>
/// <param name="SecondIsBetter">Whether the second one shows it better.</param>
internal readonly record struct SheetComparison(bool IsSameSheet, bool SecondIsBetter);
