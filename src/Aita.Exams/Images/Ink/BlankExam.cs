using System.Collections.Frozen;

namespace Aita.Exams.Images;

/// <summary>The printed pages of an exam with nothing written on them, to find which page a scan is of and how it is turned. Immutable.</summary>
internal sealed class BlankExam
{
    /// <summary>Of a page's print a scan of it has nearly all; of another page's, up to two thirds.</summary>
    private const double SamePage = 0.88;
    private const double PageMargin = 0.1;

    /// <summary>Lines of print lie on lines of any print the right way up, and on none the wrong way.</summary>
    private const double SameTurn = 0.55;
    private const double TurnMargin = 0.25;

    private readonly IReadOnlyList<(InkPoints Print, bool IsPortrait)> _pages;

    private BlankExam(IReadOnlyList<(InkPoints Print, bool IsPortrait)> pages, IReadOnlySet<int> unprinted) => (_pages, Unprinted) = (pages, unprinted);

    public int Pages => _pages.Count;

    /// <summary>The pages on which nothing is printed, from 1: no scan can be told to be of them.</summary>
    public IReadOnlySet<int> Unprinted { get; }

    public static BlankExam None { get; } = Of([]);

    /// <summary>The blank exam of these pages.</summary>
    public static BlankExam Of(IEnumerable<InkMask> masks)
    {
        List<InkMask> pages = [.. masks];
        return new BlankExam(
            [.. pages.Select(mask => (InkPoints.Of(mask), mask.Height >= mask.Width))],
            pages.Index().Where(page => !page.Item.HasStrokes(0, 1)).Select(page => page.Index + 1).ToFrozenSet());
    }

    /// <summary>How a scan must be turned, and which page it is of; <see langword="null"/> when it does not even look like this exam.</summary>
    public PageMatch? Match(InkMask scan)
    {
        if (_pages.Count == 0)
        {
            return null;
        }

        var fits = new List<PageMatch>();
        var field = InkField.Of(scan);
        for (var turn = 0; turn < 4; turn++)
        {
            var isPortrait = scan.Height >= scan.Width ^ (turn % 2 == 1);
            fits.AddRange(_pages.Select((page, i) => new PageMatch(i + 1, turn, page.IsPortrait == isPortrait ? field.Cover(page.Print) : 0)));
            field = field.Turn();
        }

        var best = fits.MaxBy(fit => fit.Likeness);
        if (best is null || best.Likeness < SameTurn || best.Likeness - BestOf(fit => fit.Quarters != best.Quarters) < TurnMargin)
        {
            return null;
        }

        var isSure = best.Likeness >= SamePage && best.Likeness - BestOf(fit => fit.Page != best.Page) >= PageMargin;
        return isSure ? best : best with { Page = null };

        double BestOf(Func<PageMatch, bool> which) => fits.Where(which).Select(fit => fit.Likeness).DefaultIfEmpty(0).Max();
    }
}

/// <summary>What a scan is of.</summary>
/// <param name="Page">The page of the exam, from 1; <see langword="null"/> if that is not clear.</param>
/// <param name="Quarters">Quarter turns clockwise that make it upright.</param>
/// <param name="Likeness">How much of the page's print is there: 1 all, 0 no more than by chance.</param>
internal sealed record PageMatch(int? Page, int Quarters, double Likeness);
