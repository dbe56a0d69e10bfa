using Aita.Exams.Images;

namespace Aita.Exams.Stages.Questions;

/// <summary>Reads images, and the pages of PDF files: their scanned image, or drawn.</summary>
/// <param name="renderer">Draws pages of PDF files.</param>
internal sealed class PrintedPageReader(IPdfRenderer renderer) : IPrintedPageReader
{
    public int Count(string path, ImageOptions options)
    {
        if (!IsPdf(path))
        {
            return PageImagePreparer.CountPages(path, options);
        }

        try
        {
            using var pdf = PdfPages.Open(File.ReadAllBytes(path)).Pages;
            return pdf?.Count ?? 1;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 1;
        }
    }

    public Task<PreparedPage> ReadAsync(PrintedPage page, ImageOptions options, CancellationToken cancellationToken) => Task.Run(
        () => IsPdf(page.Path)
            ? ReadPdfAsync(page, options, cancellationToken)
            : PageImagePreparer.PreparePageAsync(page.Path, page.PageInFile, options, cancellationToken),
        cancellationToken);

    private static bool IsPdf(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[1024];
            return ImageFormats.Detect(head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]) == ImageFormat.Pdf;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task<PreparedPage> ReadPdfAsync(PrintedPage page, ImageOptions options, CancellationToken cancellationToken)
    {
        var (pdf, error) = PdfPages.Open(await File.ReadAllBytesAsync(page.Path, cancellationToken).ConfigureAwait(false));
        using var pages = pdf;
        if (pages is null)
        {
            return new PreparedPage { Error = error };
        }

        if (page.PageInFile > pages.Count)
        {
            return new PreparedPage { Error = "The PDF has fewer pages now; run the command again." };
        }

        var content = pages.Read(page.PageInFile);
        if (content.MustBeDrawn)
        {
            var drawn = await renderer.RenderAsync(page.Path, page.PageInFile, content.DotsPerInch, cancellationToken).ConfigureAwait(false);
            return drawn.Error is { } problem ? new PreparedPage { Error = problem } : PageImagePreparer.Prepare(drawn.Jpeg, options, fileName: null, cancellationToken)[0];
        }

        return PageTurn.ToJpeg(content.Image.Span, content.Quarters, options.MaxSide, options.JpegQuality) is { } jpeg
            ? PageImagePreparer.Prepare(jpeg, options, fileName: null, cancellationToken)[0]
            : new PreparedPage { Error = "The image in the PDF is damaged; scan it again." };
    }
}
