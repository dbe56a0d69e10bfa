using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Aita.Exams.Images;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Ingest;

/// <summary>
/// Takes pages out of files: decodes or draws them, finds out how they are turned, stores them upright and cuts out their name strips. Pages
/// are worked on side by side and come out in order; memory holds only those under way.
/// </summary>
internal sealed class PageImporter(IngestFiles files, IngestStageOptions options, BlankExam blank)
{
    private const int StripWidth = 1400;
    private const int StripQuality = 80;

    /// <summary>The pages of these files.</summary>
    /// <param name="sources">The files, in order.</param>
    /// <param name="known">A page that need not be taken in again; <see langword="null"/> for one that must.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<ImportedPage> ReadAsync(
        IEnumerable<SourceFile> sources, Func<SourceFile, int, ImportedPage?> known, CancellationToken cancellationToken) =>
        OrderedAhead.RunAsync(JobsAsync(sources, known, cancellationToken), Math.Max(2, Environment.ProcessorCount), cancellationToken);

    /// <summary>A page turned by 180 degrees: its image and strip are stored anew.</summary>
    public async Task<ImportedPage> TurnAsync(ImportedPage page, CancellationToken cancellationToken)
    {
        var path = files.PageFile(page.Id);
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        var turned = PageTurn.ToJpeg(bytes, 2, options.Images.MaxSide, options.Images.JpegQuality) ?? bytes;
        await AtomicFile.WriteAsync(path, turned, cancellationToken).ConfigureAwait(false);
        File.Move(files.TurnedStripFile(page.Id), files.StripFile(page.Id), overwrite: true);
        return page with { FileSha256 = Hash(turned), Rotation = (page.Rotation + 180) % 360 };
    }

    /// <summary>Cuts the name strip out of the page as if it were upside down.</summary>
    /// <returns>Whether that was possible.</returns>
    public async Task<bool> CutTurnedStripAsync(ImportedPage page, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(files.PageFile(page.Id), cancellationToken).ConfigureAwait(false);
        if (PageTurn.ToJpeg(bytes, 2, options.Images.MaxSide, options.Images.JpegQuality) is not { } turned)
        {
            return false;
        }

        await WriteStripAsync(files.TurnedStripFile(page.Id), turned, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async IAsyncEnumerable<Func<CancellationToken, Task<ImportedPage>>> JobsAsync(
        IEnumerable<SourceFile> sources, Func<SourceFile, int, ImportedPage?> known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var source in sources.Where(source => source.Error is null && source.SameAs is null))
        {
            var open = Enumerable.Range(1, source.Pages).Where(page => known(source, page) is null).ToHashSet();
            var bytes = open.Count > 0 ? await File.ReadAllBytesAsync(source.Path, cancellationToken).ConfigureAwait(false) : [];
            using var pdf = open.Count > 0 && source.Kind == ImageFormat.Pdf ? PdfPages.Open(bytes).Pages : null;
            for (var page = 1; page <= source.Pages; page++)
            {
                var number = page;
                if (!open.Contains(page))
                {
                    yield return _ => Task.FromResult(known(source, number)!);
                }
                else if (source.Kind == ImageFormat.Pdf)
                {
                    var content = pdf?.Read(page, options.Images.JpegQuality) ?? new PdfPageContent();
                    yield return token => FromPdfAsync(new ImportedPage(source, number), content, token);
                }
                else
                {
                    yield return token => ImportAsync(new ImportedPage(source, number), bytes, number, 0, token);
                }
            }
        }
    }

    private async Task<ImportedPage> FromPdfAsync(ImportedPage page, PdfPageContent content, CancellationToken cancellationToken)
    {
        if (!content.MustBeDrawn)
        {
            return await ImportAsync(page, content.Image, 1, content.Quarters, cancellationToken).ConfigureAwait(false);
        }

        var drawn = await options.Renderer.RenderAsync(page.Source.Path, page.PageInFile, content.DotsPerInch, cancellationToken).ConfigureAwait(false);
        return drawn.Error is { } error
            ? page with { Error = error }
            : await ImportAsync(page, drawn.Jpeg, 1, 0, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ImportedPage> ImportAsync(
        ImportedPage page, ReadOnlyMemory<byte> bytes, int pageInBytes, int quarters, CancellationToken cancellationToken)
    {
        var prepared = ImageFormats.Detect(bytes.Span) == ImageFormat.Tiff
            ? TiffPages.PrepareOne(bytes, pageInBytes, options.Images)
            : PageImagePreparer.Prepare(bytes, options.Images, fileName: null, cancellationToken)[0];
        if (!prepared.IsUsable)
        {
            return page with { Error = prepared.Error };
        }

        var image = prepared.Bytes;
        if (quarters != 0 || prepared.MediaType != "image/jpeg")
        {
            image = Turned(image, quarters);
        }

        if (image.IsEmpty || GrayPage.Decode(image.Span) is not { } gray)
        {
            return page with { Error = "The image is damaged or cut short; scan or copy the page again." };
        }

        var look = PageLook.Of(gray, blank, options.StripShare);
        var upright = look.Quarters == 0 ? image : Turned(image, look.Quarters);
        await AtomicFile.WriteAsync(files.PageFile(page.Id), upright, cancellationToken).ConfigureAwait(false);
        if (look.HasStrip)
        {
            await WriteStripAsync(files.StripFile(page.Id), upright, cancellationToken).ConfigureAwait(false);
        }

        return page with
        {
            Sha256 = Hash(image),
            FileSha256 = Hash(upright),
            Rotation = look.Quarters * 90,
            IsTurnKnown = look.IsTurnKnown,
            IsLevel = look.IsLevel,
            IsBlank = look.IsBlank,
            HasStrip = look.HasStrip,
            Match = look.Match,
        };
    }

    private ReadOnlyMemory<byte> Turned(ReadOnlyMemory<byte> image, int quarters) =>
        PageTurn.ToJpeg(image.Span, quarters, options.Images.MaxSide, options.Images.JpegQuality);

    private async Task WriteStripAsync(string path, ReadOnlyMemory<byte> page, CancellationToken cancellationToken)
    {
        if (PageTurn.TopOf(page.Span, options.StripShare, StripWidth, StripQuality) is { } strip)
        {
            await AtomicFile.WriteAsync(path, strip, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Hash(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
}
