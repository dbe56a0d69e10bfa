using Aita.Exams.Domain;

namespace Aita.Exams.Privacy;

/// <summary>The part of a page with the student's name, which must not leave the machine. Immutable.</summary>
/// <param name="Region">Where it is; <see langword="null"/> when that is not known, so that the page must not be sent.</param>
public sealed record NameStrip(PageRegion? Region)
{
    /// <summary>The upper part of a page, as wide as the page.</summary>
    /// <param name="percent">Its height in per cent of the page, more than 0 and less than 100.</param>
    public static NameStrip OfTop(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(percent, 100);
        return new NameStrip(new PageRegion { Bottom = (int)Math.Ceiling(percent * 10), Right = 1000 });
    }
}
