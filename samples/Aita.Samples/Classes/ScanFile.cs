namespace Aita.Samples;

/// <summary>How a file of scans is made.</summary>
internal enum ScanKind
{
    /// <summary>A PDF whose pages are colour JPEG images.</summary>
    JpegPdf,

    /// <summary>A PDF whose pages are gray JPEG images.</summary>
    GrayJpegPdf,

    /// <summary>A PDF whose pages are gray images without loss (FlateDecode).</summary>
    FlatePdf,

    /// <summary>A PDF whose pages are fax images (CCITT group 4).</summary>
    FaxPdf,

    /// <summary>A PDF whose pages are three JPEG strips each.</summary>
    StripPdf,

    /// <summary>A PDF written on a tablet: letters and strokes, no image.</summary>
    TabletPdf,

    /// <summary>A folder of JPEG images.</summary>
    JpegFolder,

    /// <summary>A folder of PNG images.</summary>
    PngFolder,

    /// <summary>A TIFF of several fax pages.</summary>
    Tiff,

    /// <summary>One JPEG image.</summary>
    Jpeg,
}

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
