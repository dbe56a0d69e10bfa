using Aita.Exams.Images;
using Aita.Exams.Results;
using SkiaSharp;

namespace Aita.Exams.Stages.Reports;

/// <summary>One page for the PDF. A JPEG that is upright stays byte for byte; everything else is encoded once.</summary>
/// <param name="Page">The page.</param>
/// <param name="Image">Its image; <see langword="null"/> when it cannot be shown.</param>
/// <param name="Error">Why not.</param>
internal sealed record PdfPage(StudentPage Page, SKImage? Image, string? Error) : IDisposable
{
    /// <summary>The longer side of A4, in points.</summary>
    private const float A4Length = 842;

    /// <summary>The longer side of US Letter, in points.</summary>
    private const float LetterLength = 792;

    private static readonly ImageOptions Original = new() { MaxSide = 10_000, JpegQuality = 85 };

    private static readonly ImageOptions Encoded = new() { MaxSide = 2600, JpegQuality = 80 };

    /// <summary>The size of the paper in points, from the shape of the image: Letter for its shape, otherwise as long as A4.</summary>
    public SKSize Size
    {
        get
        {
            var (width, height) = ((float)Image!.Width, (float)Image.Height);
            var shape = Math.Max(width, height) / Math.Min(width, height);
            var scale = (Math.Abs(shape - (11 / 8.5f)) < 0.03f ? LetterLength : A4Length) / Math.Max(width, height);
            return new SKSize(width * scale, height * scale);
        }
    }

    public static async Task<PdfPage> LoadAsync(StudentPage page, CancellationToken cancellationToken)
    {
        var prepared = await PageImagePreparer.PreparePageAsync(page.Path, page.PageInFile, await OptionsForAsync(page.Path, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        if (!prepared.IsUsable)
        {
            return new PdfPage(page, null, prepared.Error);
        }

        using var data = SKData.CreateCopy(prepared.Bytes.Span);
        return SKImage.FromEncodedData(data) is { } image
            ? new PdfPage(page, image, null)
            : new PdfPage(page, null, $"{System.IO.Path.GetFileName(page.Path)}: The image cannot be put into a PDF; save it as JPEG.");
    }

    public void Dispose() => Image?.Dispose();

    private static async Task<ImageOptions> OptionsForAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var head = new byte[16];
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, useAsync: true);
            await using (file.ConfigureAwait(false))
            {
                var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                return ImageFormats.Detect(head.AsSpan(0, length)) == ImageFormat.Jpeg ? Original : Encoded;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Encoded;
        }
    }
}
