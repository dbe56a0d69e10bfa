namespace Aita.Exams.Domain;

/// <summary>A part of a page, as a rectangle in thousandths of the upright page: 0 is the top or left edge, 1000 the bottom or right one. Immutable.</summary>
public sealed record PageRegion
{
    /// <summary>The page of the exam, from 1.</summary>
    public int PageNumber { get; init; }

    /// <summary>The page's image, relative to the assignment's folder.</summary>
    public string ImagePath { get; init => field = value ?? ""; } = "";

    /// <summary>The upper edge, 0 to 1000.</summary>
    public int Top { get; init; }

    /// <summary>The left edge, 0 to 1000.</summary>
    public int Left { get; init; }

    /// <summary>The lower edge, 0 to 1000.</summary>
    public int Bottom { get; init; }

    /// <summary>The right edge, 0 to 1000.</summary>
    public int Right { get; init; }
}
