namespace Aita.Exams.Stages.Ingest;

/// <summary>Numbers the pages of one booklet: by what each page says, else by its place. Pure.</summary>
internal static class PageNumbers
{
    /// <summary>
    /// The number of each page, in the order of the pages. An empty sheet has none unless it must be a page of the exam: one on which nothing is
    /// printed comes next, or no page says which it is and the exam's pages only add up with it. Beside numbered pages it hides no missing one.
    /// </summary>
    /// <param name="pages">The pages of one student in the order in which they lay.</param>
    /// <param name="total">The pages of the exam; <see langword="null"/> if unknown.</param>
    /// <param name="unprinted">The pages of the exam on which nothing is printed.</param>
    public static IReadOnlyList<(PageFacts Page, int? Number, bool ByPlace)> Of(IReadOnlyList<PageFacts> pages, int? total, IReadOnlySet<int> unprinted)
    {
        var written = pages.Count(page => !page.IsBlank);
        var taken = pages.Select(page => page.Number).OfType<int>().ToHashSet();
        var addUp = total is not null && written < total && pages.Count == total && taken.Count == 0;
        var result = new List<(PageFacts, int?, bool)>();
        var last = 0;
        foreach (var page in pages)
        {
            if (page.Number is { } known)
            {
                result.Add((page, known, false));
                last = known;
                continue;
            }

            if (page.IsBlank && !addUp && !unprinted.Contains(last + 1))
            {
                result.Add((page, null, true));
                continue;
            }

            do
            {
                last++;
            }
            while (!taken.Add(last));

            result.Add((page, last, true));
        }

        return result;
    }
}
