namespace Aita.Exams.Stages.Ingest;

/// <summary>Numbers the pages of one booklet: by what each page says, else by its place. Pure.</summary>
internal static class PageNumbers
{
    /// <summary>The number of each page, in the order of the pages. A blank page has none, unless the exam's pages only add up with it.</summary>
    /// <param name="pages">The pages of one student in the order in which they lay.</param>
    /// <param name="total">The pages of the exam; <see langword="null"/> if unknown.</param>
    public static IReadOnlyList<(PageFacts Page, int? Number, bool ByPlace)> Of(IReadOnlyList<PageFacts> pages, int? total)
    {
        var written = pages.Count(page => !page.IsBlank);
        var blanksCount = total is not null && written < total && pages.Count == total;
        var taken = pages.Select(page => page.Number).OfType<int>().ToHashSet();
        var result = new List<(PageFacts, int?, bool)>();
        var last = 0;
        foreach (var page in pages)
        {
            if (page.Number is { } known)
            {
                result.Add((page, known, false));
                last = known;
            }
            else if (page.IsBlank && !blanksCount)
            {
                result.Add((page, null, true));
            }
            else
            {
                do
                {
                    last++;
                }
                while (!taken.Add(last));

                result.Add((page, last, true));
            }
        }

        return result;
    }
}
