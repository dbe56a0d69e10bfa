using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Images;

/// <summary>How page images are made ready for a model.</summary>
public sealed record ImageOptions
{
    /// <summary>The longest side that is sent, in pixels; larger pages are shrunk. 256 to 10000.</summary>
    /// <value>2000: at that size handwriting on a letter page is at about 180 dots per inch, and more only costs tokens.</value>
    public int MaxSide { get; init; } = 2000;

    /// <summary>The quality of pages that are encoded anew as JPEG, 1 to 100.</summary>
    /// <value>85.</value>
    public int JpegQuality { get; init; } = 85;

    /// <summary>The most pixels an image may have; larger ones are refused before they are decoded.</summary>
    /// <value>100,000,000: A3 at 600 dots per inch has 70 million.</value>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>The most bytes a file may have.</summary>
    /// <value>268,435,456 (256 MiB).</value>
    public long MaxFileBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>The most pages read from one TIFF file.</summary>
    /// <value>200.</value>
    public int MaxPages { get; init; } = 200;

    /// <summary>
    /// Parts of the upright page that are painted white before the page is encoded: their pixels are gone from the result, and with them all that
    /// the file said beside its pixels. The page they name does not matter.
    /// </summary>
    /// <value>Empty: nothing is painted over.</value>
    public IReadOnlyList<PageRegion> Masks { get; init => field = value ?? []; } = [];

    /// <summary>
    /// For a person to look at, whom a little less does not disturb: the page may come out up to three eighths smaller than <see cref="MaxSide"/>, as
    /// its format is decoded fastest, and is encoded anew if its file is larger than a picture of that size has to be.
    /// </summary>
    internal bool IsPicture { get; init; }

    /// <summary>Checks all values.</summary>
    /// <exception cref="ExamException">One or more are out of range; the message names each.</exception>
    public void Validate()
    {
        var errors = new List<string>();
        Check(MaxSide, 256, 10_000, nameof(MaxSide));
        Check(JpegQuality, 1, 100, nameof(JpegQuality));
        Check(MaxPixels, 1, 1_000_000_000, nameof(MaxPixels));
        Check(MaxFileBytes, 1, Array.MaxLength, nameof(MaxFileBytes));
        Check(MaxPages, 1, 10_000, nameof(MaxPages));
        if (errors.Count > 0)
        {
            throw new ExamException(ExamErrorKind.Invalid, string.Join(' ', errors));
        }

        void Check(long value, long min, long max, string name)
        {
            if (value < min || value > max)
            {
                errors.Add($"{name} is {value}; set it to {min} to {max}.");
            }
        }
    }
}
