using Aita.Exams.Domain;
using Aita.Exams.Stages.Ingest;
using CsCheck;

namespace Aita.Exams.Tests.Stages.Ingest;

public sealed class ResolverTests
{
    private static readonly RosterEntry Nova = new("Nova Quill") { StudentId = "S0001" };
    private static readonly RosterEntry Pixel = new("Pixel Marsh") { StudentId = "S0002" };
    private static readonly RosterEntry RobinA = new("Robin Hale") { StudentId = "S0101" };
    private static readonly RosterEntry RobinB = new("Robin Hall") { StudentId = "S0102" };
    private static readonly RosterMatcher Roster = new([Nova, Pixel, RobinA, RobinB]);

    [Fact]
    public void Resolve_PagesBeforeTheFirstFirstPage_AreKept()
    {
        var placements = Resolve(stack: true, Page("a", 2), Page("a", 1, Nova), Page("a", 2, Nova), Page("a", 1, Pixel), Page("a", 2, Pixel));

        Assert.Equal(["Unassigned", "Nova Quill 1", "Nova Quill 2", "Pixel Marsh 1", "Pixel Marsh 2"], placements.Select(Text));
        Assert.True(placements[0].IsDoubtful);
    }

    [Fact]
    public void Resolve_APageThatSaysExampleTest_IsNoFirstPage()
    {
        // The words made a first page once; the printed number counts more.
        var odd = Page("a", 2, Nova) with { Read = Read(Nova, 2) with { IsFirstPage = true } };

        Assert.False(odd.IsFirst);
        Assert.Equal(
            ["Nova Quill 1", "Nova Quill 2", "Pixel Marsh 1", "Pixel Marsh 2"],
            Resolve(stack: false, Page("a", 1, Nova), odd, Page("a", 1, Pixel), Page("a", 2, Pixel)).Select(Text));
    }

    [Fact]
    public void Resolve_TwoPagesSwappedBetweenStudents_GoHome()
    {
        var placements = Resolve(
            stack: false,
            Page("a", 1, Nova), Page("a", 2, Pixel), Page("a", 3, Nova), Page("a", 4, Nova),
            Page("b", 1, Pixel), Page("b", 2, Nova), Page("b", 3, Pixel), Page("b", 4, Pixel));

        Assert.Equal(
            ["Nova Quill 1", "Pixel Marsh 2", "Nova Quill 3", "Nova Quill 4", "Pixel Marsh 1", "Nova Quill 2", "Pixel Marsh 3", "Pixel Marsh 4"],
            placements.Select(Text));
    }

    [Fact]
    public void Resolve_NearlyTheSameNames_AreToldApartByTheId()
    {
        var placements = Resolve(stack: false, Page("a", 1, RobinA), Page("a", 2, RobinA), Page("b", 1, RobinB), Page("b", 2, RobinB));

        Assert.Equal(["Robin Hale 1", "Robin Hale 2", "Robin Hall 1", "Robin Hall 2"], placements.Select(Text));
    }

    [Theory]
    [InlineData("Robin Hale", "")]
    [InlineData("Robin Hale", "S0102")]
    [InlineData("Robin Hal", "S010")]
    public void Resolve_NearlyTheSameNamesInDoubt_AreNeverGuessed(string name, string id)
    {
        var page = Page("a", 1) with { Read = new StripReading { StudentName = name, StudentId = id, PageNumber = 1, Confidence = 0.9 } };

        var placement = Resolve(stack: false, page, Page("b", 1, RobinB))[0];

        Assert.Equal(PageState.Unassigned, placement.State);
        Assert.Contains(RobinA, placement.Candidates.Select(pair => pair.Student));
    }

    [Fact]
    public void Resolve_TwoExamsOfOneName_BothWait()
    {
        var named = new StripReading { StudentName = "Nova Quil", PageNumber = 1, Confidence = 0.9 };

        var placements = Resolve(stack: false, Page("a", 1) with { Read = named }, Page("b", 1) with { Read = named });

        Assert.All(placements, placement => Assert.Equal(PageState.Unassigned, placement.State));
        Assert.Contains("Another exam names Nova Quill", placements[0].Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_SomebodyWhoIsNotOnTheRoster_GetsNoNeighboursFolder()
    {
        var stranger = new RosterEntry("Wren Alder") { StudentId = "S0999" };

        var placements = Resolve(stack: false, Page("a", 1, stranger), Page("a", 2, stranger));

        Assert.All(placements, placement => Assert.Equal(PageState.Unassigned, placement.State));
        Assert.Equal(placements[0].Page.Id, placements[1].DecidedWith);
    }

    [Fact]
    public void Resolve_ARescan_KeepsTheBetterOne()
    {
        var pages = new[] { Page("a", 1, Nova), Page("a", 2, Nova), Page("b", 2, Nova) };

        var worse = new Resolver(Roster, 2, false, (_, _) => new SheetComparison(true, false)).Resolve(pages, NoPlacements);
        var better = new Resolver(Roster, 2, false, (_, _) => new SheetComparison(true, true)).Resolve(pages, NoPlacements);
        var other = new Resolver(Roster, 2, false, (_, _) => default).Resolve(pages, NoPlacements);

        Assert.Equal(["Nova Quill 1", "Nova Quill 2", "Duplicate"], worse.Select(Text));
        Assert.Equal(["Nova Quill 1", "Duplicate", "Nova Quill 2"], better.Select(Text));
        Assert.Equal(["Nova Quill 1", "Nova Quill 2", "Unassigned"], other.Select(Text));
    }

    [Fact]
    public void Resolve_NoNumbers_FollowsThePlacesAndLeavesBlanksOut()
    {
        var bare = new PageFacts("a2", "a") { Sha256 = "2" };

        var placements = Resolve(stack: false, Page("a", 0, Nova), bare with { Id = "blank", IsBlank = true }, bare, bare with { Id = "a3", Sha256 = "3" });

        Assert.Equal(["Nova Quill 1", "Blank", "Nova Quill 2", "Nova Quill 3"], placements.Select(Text));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Resolve_AnEmptySheetBesideNumberedPages_DoesNotHideThatAPageIsMissing(int at)
    {
        List<PageFacts> pages = [Page("a", 1, Nova), Page("a", 3, Nova)];
        pages.Insert(at, Empty);

        var placements = new Resolver(Roster, 3, isStack: false, (_, _) => default).Resolve(pages, NoPlacements);

        Assert.Equal(["Nova Quill 1", "Nova Quill 3"], placements.Where(placement => !placement.Page.IsBlank).Select(Text));
        Assert.All(placements.Where(placement => placement.Page.IsBlank), placement => Assert.Equal((PageState.Blank, null), (placement.State, placement.ExamPage)));
    }

    [Fact]
    public void Resolve_AnEmptySheetWhereNothingIsPrinted_IsThatPage()
    {
        var resolver = new Resolver(Roster, 3, isStack: false, (_, _) => default) { Unprinted = new HashSet<int> { 2 } };

        Assert.Equal(2, resolver.Resolve([Page("a", 1, Nova), Empty, Page("a", 3, Nova)], NoPlacements)[1].ExamPage);
        Assert.Null(resolver.Resolve([Empty, Page("a", 1, Nova), Page("a", 3, Nova)], NoPlacements)[0].ExamPage);
    }

    [Fact]
    public void Resolve_NoPageSaysWhichItIs_AnEmptySheetCountsIfThePagesOnlyAddUpWithIt()
    {
        var bare = new PageFacts("a3", "a") { Sha256 = "3" };

        Assert.Equal(2, new Resolver(Roster, 3, isStack: false, (_, _) => default).Resolve([Page("a", 0, Nova), Empty, bare], NoPlacements)[1].ExamPage);
        Assert.Null(new Resolver(Roster, 2, isStack: false, (_, _) => default).Resolve([Page("a", 0, Nova), Empty, bare], NoPlacements)[1].ExamPage);
    }

    [Fact]
    public void Resolve_AnyMess_PlacesEveryPageOnceAndNoSeatTwice()
    {
        var students = Roster.Students.Append(new RosterEntry("Wren Alder") { StudentId = "S0999" }).ToArray();
        var page = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Bool, Gen.Double[0, 1], Gen.Int[0, 20], (pile, student, number, blank, confidence, hash) =>
            new PageFacts("", $"pile {pile}")
            {
                Sha256 = $"{hash}",
                IsBlank = blank && student > 3,
                Read = student >= 5 ? null : Read(students[student], number) with { Confidence = confidence },
            });
        Gen.Select(page.List[0, 40], Gen.Bool, Gen.Bool).Sample((list, stack, same) =>
        {
            var pages = list.Select((facts, i) => facts with { Id = $"{i}" }).ToList();

            var placements = new Resolver(Roster, 4, stack, (_, _) => new SheetComparison(same, stack)).Resolve(pages, NoPlacements);

            Assert.Equal(pages.Select(facts => facts.Id), placements.Select(placement => placement.Page.Id));
            var seats = placements.Where(placement => placement.State == PageState.Assigned).Select(placement => (placement.Student!.Name, placement.ExamPage!.Value)).ToList();
            Assert.Equal(seats.Count, seats.Distinct().Count());
            Assert.All(
                placements.Where(placement => placement.State == PageState.Duplicate),
                copy => Assert.Contains(placements, placement => placement.Page.Id == copy.DuplicateOf));
            Assert.All(
                placements.Where(placement => placement.State == PageState.Assigned && Roster.Certain(placement.Page.Read ?? new()) is not null),
                placement => Assert.Equal(Roster.Certain(placement.Page.Read!), placement.Student));
        });
    }

    private static PageFacts Empty { get; } = new("empty", "a") { Sha256 = "e", IsBlank = true };

    private static IReadOnlyDictionary<string, Placement> NoPlacements { get; } = new Dictionary<string, Placement>();

    private static IReadOnlyList<Placement> Resolve(bool stack, params PageFacts[] pages) =>
        new Resolver(Roster, totalPages: null, stack, (_, _) => default).Resolve(pages, NoPlacements);

    private static PageFacts Page(string container, int number, RosterEntry? student = null) => new($"{container}{number}{(student is null ? "-" : student == Nova ? "" : student.StudentId)}", container)
    {
        Sha256 = $"{container} {number} {student?.StudentId}",
        Read = student is null ? null : Read(student, number),
        LooksLike = student is null && number > 0 ? number : null,
    };

    private static StripReading Read(RosterEntry student, int number) =>
        new() { StudentName = student.Name, StudentId = student.StudentId!, PageNumber = number, IsFirstPage = number == 1, Confidence = 0.95 };

    private static string Text(Placement placement) => placement.State == PageState.Assigned ? $"{placement.Student!.Name} {placement.ExamPage}" : $"{placement.State}";
}
