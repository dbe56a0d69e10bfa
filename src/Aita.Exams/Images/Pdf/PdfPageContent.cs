using UglyToad.PdfPig.Annotations;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Tokens;

namespace Aita.Exams.Images;

/// <summary>What a page of a PDF file gives: its scanned image, or how finely it must be drawn. Immutable.</summary>
internal sealed record PdfPageContent
{
    /// <summary>Dots per inch of drawn pages, and of those larger than a letter.</summary>
    public const int Fine = 200;
    public const int Coarse = 150;

    private const double PointsPerInch = 72;
    private const double LargeInches = 12.5;
    private const double WholePage = 0.9;

    /// <summary>The image as JPEG, PNG or another known kind; empty if the page must be drawn.</summary>
    public ReadOnlyMemory<byte> Image { get; init; }

    /// <summary>Quarter turns clockwise that the file asks for; drawn pages have them already.</summary>
    public int Quarters { get; init; }

    /// <summary>How finely the page is drawn.</summary>
    public int DotsPerInch { get; init; } = Fine;

    public bool MustBeDrawn => Image.IsEmpty;

    /// <summary>Decides. Pure.</summary>
    /// <param name="page">The page.</param>
    /// <param name="quality">The quality of images that are encoded as JPEG, 1 to 100.</param>
    public static PdfPageContent Of(Page page, int quality)
    {
        var dots = Math.Max(page.Width, page.Height) > LargeInches * PointsPerInch ? Coarse : Fine;
        var drawn = new PdfPageContent { DotsPerInch = dots };
        if (page.Letters.Count > 0 || HasMarks(page) || page.GetImages().Take(2).ToList() is not [var image] || !Covers(page, image))
        {
            return drawn;
        }

        var bytes = BytesOf(image, quality);
        return bytes.IsEmpty ? drawn : drawn with { Image = bytes, Quarters = page.Rotation.Value / 90 & 3 };
    }

    /// <summary>Strokes of a pen on a tablet are paths or annotations over the image: the image alone would lose them.</summary>
    private static bool HasMarks(Page page) =>
        page.Paths.Any(path => path.IsFilled || path.IsStroked) || page.GetAnnotations().Any(mark => mark.Type is not (AnnotationType.Link or AnnotationType.Popup));

    private static bool Covers(Page page, IPdfImage image)
    {
        var (bounds, box) = (image.BoundingBox, page.CropBox.Bounds);
        var isUpright = Math.Abs(bounds.Rotation) < 0.5 && bounds.TopLeft.Y > bounds.BottomLeft.Y && bounds.TopRight.X > bounds.TopLeft.X;
        var width = Math.Min(bounds.Right, box.Right) - Math.Max(bounds.Left, box.Left);
        var height = Math.Min(bounds.Top, box.Top) - Math.Max(bounds.Bottom, box.Bottom);

        // Of an image that reaches beyond the page only a part is seen.
        return isUpright && width > 0 && height > 0 && width * height > WholePage * box.Area && bounds.Area < box.Area / WholePage;
    }

    private static ReadOnlyMemory<byte> BytesOf(IPdfImage image, int quality)
    {
        if (image.IsImageMask || image.MaskImage is not null || IsInverted(image))
        {
            return default;
        }

        var filters = FiltersOf(image.ImageDictionary);
        if (filters is ["DCTDecode"] or ["DCT"])
        {
            return IsPlainJpeg(image) ? image.RawMemory.ToArray() : default;
        }

        return !filters.All(filter => filter is "CCITTFaxDecode" or "CCF" or "FlateDecode" or "Fl" or "LZWDecode" or "RunLengthDecode" or "ASCII85Decode") ? null
            : PdfRaster.IsPlain(image) ? PdfRaster.ToJpeg(image, quality)
            : image.TryGetPng(out var png) ? png
            : null;
    }

    /// <summary>Four colours are for printing presses, which few programs show right.</summary>
    private static bool IsPlainJpeg(IPdfImage image) =>
        ImageFormats.Detect(image.RawMemory.Span) == ImageFormat.Jpeg && image.ColorSpaceDetails?.NumberOfColorComponents is null or 1 or 3;

    /// <summary>An image that a decoding array turns into its negative.</summary>
    private static bool IsInverted(IPdfImage image) => image.Decode is { Count: > 0 } decode && decode[0] > decode[1];

    private static List<string> FiltersOf(DictionaryToken dictionary) =>
        dictionary.TryGet(NameToken.Filter, out var filter) || dictionary.TryGet(NameToken.F, out filter)
            ? filter switch
            {
                NameToken name => [name.Data],
                ArrayToken array => [.. array.Data.OfType<NameToken>().Select(name => name.Data)],
                _ => ["unknown"],
            }
            : [];
}
