namespace Aita.Exams.Images;

/// <summary>The printed pages of an exam with nothing written on them, to find which page a scan is of and how it is turned. Immutable.</summary>
internal sealed class BlankExam(IReadOnlyList<(InkGrid Grid, bool IsPortrait)> pages)
{
    /// <summary>Less likeness than this is chance.</summary>
    private const double Enough = 0.45;

    /// <summary>The next best page or orientation must be worse by this much.</summary>
    private const double Margin = 0.06;

    public int Pages => pages.Count;

    public static BlankExam None { get; } = new([]);

    /// <summary>The page that a scan is of, and by how many quarters it must be turned clockwise; <see langword="null"/> when none clearly fits.</summary>
    public PageMatch? Match(InkGrid scan, bool isPortrait)
    {
        PageMatch? best = null;
        var second = -1.0;
        for (var turn = 0; turn < 4; turn++)
        {
            var turned = scan.Turn(turn);
            var portrait = isPortrait ^ (turn % 2 == 1);
            for (var page = 0; page < pages.Count; page++)
            {
                if (pages[page].IsPortrait != portrait)
                {
                    continue;
                }

                var match = new PageMatch(page + 1, turn, turned.Likeness(pages[page].Grid));
                (best, second) = best is null || match.Likeness > best.Likeness
                    ? (match, best?.Likeness ?? second)
                    : (best, Math.Max(second, match.Likeness));
            }
        }

        return best is not null && best.Likeness >= Enough && best.Likeness - second >= Margin ? best : null;
    }

    /// <summary>The blank exam of these pages.</summary>
    public static BlankExam Of(IEnumerable<InkMask> masks) =>
        new([.. masks.Select(mask => (InkGrid.Of(mask), mask.Height >= mask.Width))]);
}

/// <summary>Which page a scan is of.</summary>
/// <param name="Page">The page of the exam, from 1.</param>
/// <param name="Quarters">Quarter turns clockwise that make it upright.</param>
/// <param name="Likeness">How alike the two are, -1 to 1.</param>
internal sealed record PageMatch(int Page, int Quarters, double Likeness);
