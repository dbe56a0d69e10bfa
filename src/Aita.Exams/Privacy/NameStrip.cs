using Aita.Exams.Domain;

namespace Aita.Exams.Privacy;

/// <summary>The part of a page with the student's name, which must not leave the machine. Immutable.</summary>
/// <param name="Region">Where it is on the upright page; <see langword="null"/> when that is not known, so that the page must not be sent.</param>
public sealed record NameStrip(PageRegion? Region)
{
    private const int Whole = 1000;

    /// <summary>How far it is not known which way up the page lies.</summary>
    /// <value><see cref="TurnDoubt.None"/>.</value>
    public TurnDoubt Doubt { get; init; }

    /// <summary>Everywhere the name may stand: with a doubt, at each side at which the strip would be if the page lay that way.</summary>
    public IReadOnlyList<PageRegion> Regions => (Region, Doubt) switch
    {
        (null, _) => [],
        ({ } strip, TurnDoubt.None) => [strip],
        ({ } strip, TurnDoubt.UpsideDown) => [strip, Turned(Turned(strip))],
        ({ } strip, _) => [strip, Turned(strip), Turned(Turned(strip)), Turned(Turned(Turned(strip)))],
    };

    /// <summary>The upper part of a page, as wide as the page.</summary>
    /// <param name="percent">Its height in per cent of the page, more than 0 and less than 100.</param>
    public static NameStrip OfTop(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(percent, 100);
        return new NameStrip(new PageRegion { Bottom = (int)Math.Ceiling(percent * 10), Right = Whole });
    }

    /// <summary>Where it is once the page is turned clockwise by a quarter.</summary>
    private static PageRegion Turned(PageRegion strip) =>
        strip with { Top = strip.Left, Right = Whole - strip.Top, Bottom = strip.Right, Left = Whole - strip.Bottom };
}
