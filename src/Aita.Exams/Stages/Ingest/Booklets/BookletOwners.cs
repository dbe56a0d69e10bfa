using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Ingest;

/// <summary>
/// Finds the student of each booklet. Those that name one beyond doubt come first; the others are given to the students that are left by
/// linear assignment, one to one, and only where the fit is good and the next best clearly worse. Pure.
/// </summary>
internal static class BookletOwners
{
    /// <summary>The students, in the order of the booklets.</summary>
    /// <param name="booklets">The booklets.</param>
    /// <param name="roster">The roster.</param>
    /// <param name="taken">Students whose exam is complete already.</param>
    public static IReadOnlyList<(RosterEntry? Student, string? Doubt)> Find(
        IReadOnlyList<Booklet> booklets, RosterMatcher roster, IReadOnlySet<RosterEntry> taken)
    {
        var owners = booklets.Select(booklet => (Student: booklet.Certain, Doubt: (string?)null)).ToArray();
        var settled = owners.Select(owner => owner.Student).OfType<RosterEntry>().Concat(taken).ToHashSet();
        var open = Enumerable.Range(0, booklets.Count).Where(i => owners[i].Student is null).ToList();
        var free = Enumerable.Range(0, roster.Students.Count).Where(i => !settled.Contains(roster.Students[i])).ToList();
        var columns = LinearAssignment.Solve([.. open.Select(i => free.Select(j => 1 - booklets[i].Scores[j]).ToArray())]);
        for (var row = 0; row < open.Count; row++)
        {
            var column = columns.Length == 0 ? -1 : columns[row];
            var student = column < 0 ? -1 : free[column];
            var rivals = open.Where(i => i != open[row]).Select(i => booklets[i]);
            var doubt = DoubtOf(booklets[open[row]], student, rivals, roster);
            owners[open[row]] = doubt is null ? (roster.Students[student], null) : (null, doubt);
        }

        return owners;
    }

    private static string? DoubtOf(Booklet booklet, int student, IEnumerable<Booklet> rivals, RosterMatcher roster)
    {
        if (!booklet.NamesSomebody)
        {
            return "No name could be read.";
        }

        var best = booklet.Scores.Length == 0 ? -1 : Array.IndexOf(booklet.Scores, booklet.Scores.Max());
        if (best < 0 || booklet.Scores[best] < RosterMatcher.Enough)
        {
            return "Nobody on the roster clearly has that name.";
        }

        if (student != best)
        {
            return $"It names {roster.Students[best].Name}, whose exam is there already or fits another one better.";
        }

        var score = booklet.Scores[student];
        var next = booklet.Scores.Where((_, i) => i != student).DefaultIfEmpty(0).Max();
        if (score - next < RosterMatcher.Margin)
        {
            return "Two students on the roster fit almost as well.";
        }

        // Two exams of one name: whose is whose cannot be told, so neither is given away.
        return rivals.Any(rival => rival.Scores[student] >= RosterMatcher.Enough)
            ? $"Another exam names {roster.Students[student].Name}, too."
            : null;
    }
}
