using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Ingest;

/// <summary>
/// Cuts what lay together into booklets. A file is one student's unless it is said to be a stack, or several first pages in it name several
/// students. No page is left out: those before the first first page are a booklet, too. Pure.
/// </summary>
internal static class BookletCutter
{
    public static IReadOnlyList<Booklet> Cut(IReadOnlyList<PageFacts> pages, bool isStack, RosterMatcher roster)
    {
        if (pages.Count == 0)
        {
            return [];
        }

        var starts = Starts(pages, isStack || IsStack(pages, roster), roster);
        return [.. starts.Select((start, i) => new Booklet([.. pages.Skip(start).Take((i + 1 < starts.Count ? starts[i + 1] : pages.Count) - start)], roster))];
    }

    /// <summary>Whether two readings are of one person: the same student of the roster fits both best, or the names are alike.</summary>
    public static bool IsSamePerson(PageFacts a, PageFacts b, RosterMatcher roster)
    {
        var (left, right) = (BestOf(a, roster), BestOf(b, roster));
        return left >= 0 && right >= 0
            ? left == right
            : PersonName.Similarity(a.Read!.StudentName, b.Read!.StudentName) >= 0.85;
    }

    private static bool IsStack(IReadOnlyList<PageFacts> pages, RosterMatcher roster)
    {
        var firsts = pages.Where(page => page.IsFirst && page.HasName).ToList();
        return firsts.Count > 1 && firsts.Skip(1).Any(page => !IsSamePerson(firsts[0], page, roster));
    }

    private static List<int> Starts(IReadOnlyList<PageFacts> pages, bool isStack, RosterMatcher roster)
    {
        List<int> starts = [0];
        if (!isStack)
        {
            return starts;
        }

        PageFacts? owner = null;
        var hasFirst = false;
        var hasFirsts = pages.Any(page => page.IsFirst);
        for (var i = 0; i < pages.Count; i++)
        {
            var page = pages[i];

            // A stack without first pages is cut where the name changes; nothing is ever cut by counting pages.
            var isOther = page.HasName && owner is not null && !IsSamePerson(owner, page, roster);
            var begins = hasFirsts
                ? page.IsFirst && (hasFirst || owner is not null || i > 0) && !(owner is not null && page.HasName && !isOther)
                : isOther;
            if (begins && i > 0)
            {
                starts.Add(i);
                (owner, hasFirst) = (null, false);
            }

            hasFirst |= page.IsFirst;
            owner ??= page.HasName ? page : null;
        }

        return starts;
    }

    private static int BestOf(PageFacts page, RosterMatcher roster)
    {
        var scores = roster.Scores(page.Read!);
        var best = scores.Length == 0 ? 0 : scores.Max();
        return best >= RosterMatcher.Enough ? Array.IndexOf(scores, best) : -1;
    }
}
