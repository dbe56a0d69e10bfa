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
