namespace Aita.Exams.Images;

/// <summary>What can be seen on a page without a model. Immutable.</summary>
internal sealed record PageLook
{
    /// <summary>Whether nothing is written or printed below the name strip.</summary>
    public required bool IsBlank { get; init; }

    /// <summary>Whether something is written or printed in the name strip.</summary>
    public required bool HasStrip { get; init; }

    /// <summary>Quarter turns clockwise that make it upright.</summary>
    public required int Quarters { get; init; }

    /// <summary>Whether it is known that those turns make it upright; if not, it may be upside down.</summary>
    public required bool IsTurnKnown { get; init; }

    /// <summary>Whether it is known that it does not lie on its side once turned.</summary>
    public required bool IsLevel { get; init; }

    /// <summary>How it fits the blank exam; <see langword="null"/> if it does not.</summary>
    public PageMatch? Match { get; init; }

    /// <summary>Looks at a page. Pure.</summary>
    /// <param name="gray">The page.</param>
    /// <param name="blank">The blank exam.</param>
    /// <param name="strip">The height of the name strip, as a share of the page.</param>
    public static PageLook Of(GrayPage gray, BlankExam blank, double strip)
    {
        var mask = InkMask.Of(gray);
        var match = blank.Match(mask);
        var lines = TextLines.Of(mask);
        var quarters = match?.Quarters ?? (lines == LineRun.UpAndDown ? 1 : 0);
        var upright = mask.Turn(quarters);
        return new PageLook
        {
            IsBlank = !upright.HasStrokes(strip, 1),
            HasStrip = upright.HasStrokes(0, strip),
            Quarters = quarters,
            IsTurnKnown = match is not null,
            IsLevel = match is not null || lines != LineRun.Unclear,
            Match = match,
        };
    }
}
