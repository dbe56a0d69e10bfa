namespace Aita.Samples;

/// <summary>A file, or a folder of images, as it came from a scanner.</summary>
/// <param name="Name">Its name in the folder of scans; it says nothing about whose it is.</param>
/// <param name="Kind">How it is made.</param>
/// <param name="Sheets">Its pages in their order.</param>
internal sealed record ScanFile(string Name, ScanKind Kind, IReadOnlyList<Sheet> Sheets);

/// <summary>One side of paper that went through the scanner.</summary>
/// <param name="Student">Whose it is; null for an empty sheet.</param>
/// <param name="Page">The page of the exam.</param>
internal sealed record Sheet(Student? Student, int Page)
{
    /// <summary>How it lies on the glass: 0, 90, 180 or 270 degrees.</summary>
    public int Degrees { get; init; }

    /// <summary>Which scan of this sheet it is; the second one is paler and lies differently.</summary>
    public int Scan { get; init; } = 1;
}
