using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Ingest;

/// <summary>Pages that lay together and are one student's, as far as they go by their places. Immutable.</summary>
internal sealed class Booklet
{
    /// <summary>Of the pages that name somebody, more than this share must name the student for the others to follow.</summary>
    private const double Majority = 2.0 / 3;

    /// <summary>A page that fits its booklet's student less than this names somebody else.</summary>
    private const double Foreign = 0.55;

    private readonly Dictionary<string, (RosterEntry? Certain, double[] Scores)> _named;

    public Booklet(IReadOnlyList<PageFacts> pages, RosterMatcher roster)
    {
        (Pages, Roster) = (pages, roster);
        _named = pages.Where(page => page.HasName).ToDictionary(page => page.Id, page => (roster.Certain(page.Read!), roster.Scores(page.Read!)), StringComparer.Ordinal);
        Scores = MeanScores();
        Certain = FindCertain();
    }

    public IReadOnlyList<PageFacts> Pages { get; }

    public RosterMatcher Roster { get; }

    /// <summary>How well each student of the roster fits the pages that name somebody.</summary>
    public double[] Scores { get; }

    /// <summary>The student that the booklet names beyond doubt; <see langword="null"/> if there is a doubt.</summary>
    public RosterEntry? Certain { get; }

    public bool NamesSomebody => _named.Count > 0;

    /// <summary>The students that fit best, best first.</summary>
    public IReadOnlyList<(RosterEntry Student, double Score)> Candidates => Rank(Scores);

    /// <summary>What becomes of a page of this booklet if the booklet is a student's.</summary>
    /// <returns>The student, or <see langword="null"/> with the reason.</returns>
    public (RosterEntry? Student, string Reason) StudentOf(PageFacts page, RosterEntry? owner)
    {
        if (!_named.TryGetValue(page.Id, out var named))
        {
            return owner is null ? (null, "No student was found for the pages that it lay with.")
                : IsUnited(owner) ? (owner, "By its place: the pages that it lay with are this student's.")
                : (null, "It names nobody, and the pages that it lay with name several students.");
        }

        if (named.Certain is { } certain)
        {
            return (certain, owner is null || certain == owner ? "Its name strip says so." : "Its name strip names this student, though it lay in another student's exam.");
        }

        var fit = owner is null ? 0 : named.Scores[IndexOf(owner)];
        var best = named.Scores.Length == 0 ? 0 : named.Scores.Max();
        return owner switch
        {
            not null when fit >= RosterMatcher.Enough && fit >= best => (owner, "Its name strip and its place say so."),

            // What is read badly says little against its place; a clear other name does.
            not null when fit >= Foreign && best - fit < RosterMatcher.Margin && IsUnited(owner) => (owner, "By its place; its name strip is read badly."),
            not null when page.Read!.Confidence < 0.5 && best < RosterMatcher.Enough && IsUnited(owner) => (owner, "By its place; its name strip is read badly."),
            not null => (null, "Its name strip does not name the student of the pages that it lay with."),
            _ => (null, "No student clearly fits its name strip."),
        };
    }

    /// <summary>The students that fit one page best.</summary>
    public IReadOnlyList<(RosterEntry Student, double Score)> CandidatesOf(PageFacts page) =>
        _named.TryGetValue(page.Id, out var named) ? Rank(named.Scores) : Candidates;

    private IReadOnlyList<(RosterEntry Student, double Score)> Rank(double[] scores) =>
        [.. scores.Select((score, i) => (Roster.Students[i], score)).Where(pair => pair.score >= 0.4).OrderByDescending(pair => pair.score).Take(3)];

    private double[] MeanScores()
    {
        // Pages that are certainly another student's say nothing about this one's.
        var plural = _named.Values.Select(named => named.Certain).OfType<RosterEntry>().CountBy(student => student).OrderByDescending(pair => pair.Value).FirstOrDefault().Key;
        var counted = _named.Values.Where(named => named.Certain is null || named.Certain == plural).Select(named => named.Scores).ToList();
        return [.. Roster.Students.Select((_, i) => counted.Count == 0 ? 0 : counted.Average(scores => scores[i]))];
    }

    private RosterEntry? FindCertain()
    {
        var votes = _named.Values.Select(named => named.Certain).OfType<RosterEntry>().CountBy(student => student).OrderByDescending(pair => pair.Value).Take(2).ToList();
        return votes is [var only] || (votes.Count > 1 && votes[0].Value > votes[1].Value) ? votes[0].Key : null;
    }

    /// <summary>Whether enough of the pages that name somebody name this student.</summary>
    private bool IsUnited(RosterEntry owner)
    {
        var at = IndexOf(owner);
        var agree = _named.Values.Count(named => named.Certain == owner || (named.Certain is null && named.Scores[at] >= Foreign));
        return agree > Majority * _named.Count;
    }

    private int IndexOf(RosterEntry owner)
    {
        for (var i = 0; i < Roster.Students.Count; i++)
        {
            if (Roster.Students[i] == owner)
            {
                return i;
            }
        }

        throw new ArgumentException("The student is not on the roster.", nameof(owner));
    }
}
