using System.Security.Cryptography;
using Aita.Exams.Domain;
using Aita.Exams.Images;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Ingest;

/// <summary>Reads the pages of the blank exam, images or PDF files, in natural order.</summary>
internal static class BlankExamReader
{
    /// <summary>The blank exam, what tells it from another one, and what cannot be read of it.</summary>
    public static async Task<(BlankExam Exam, string Stamp, IReadOnlyList<string> Warnings)> ReadAsync(
        AssignmentFolder folder, IngestStageOptions options, CancellationToken cancellationToken)
    {
        var masks = new List<InkMask>();
        var warnings = new List<string>();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in Files(folder.BlankExam))
        {
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            hash.AppendData(bytes);
            await foreach (var image in ImagesAsync(path, bytes, options, cancellationToken).ConfigureAwait(false))
            {
                if (image is not null && GrayPage.Decode(image) is { } gray)
                {
                    masks.Add(InkMask.Of(gray));
                }
                else
                {
                    warnings.Add($"A page of the blank exam could not be read ({Path.GetFileName(path)}), so pages are told apart by their name strips only.");
                    return (BlankExam.None, "", warnings);
                }
            }
        }

        return masks.Count == 0 ? (BlankExam.None, "", warnings) : (BlankExam.Of(masks), Convert.ToHexStringLower(hash.GetHashAndReset())[..12], warnings);
    }

    private static IEnumerable<string> Files(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder)
            .Where(file => !Path.GetFileName(file).StartsWith('.') && ImageFormats.FromExtension(file) is not (ImageFormat.Unknown or ImageFormat.Heif))
            .OrderBy(file => Path.GetFileName(file), NaturalOrder.Instance);

    private static async IAsyncEnumerable<byte[]?> ImagesAsync(
        string path, byte[] bytes, IngestStageOptions options, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ImageFormats.Detect(bytes) != ImageFormat.Pdf)
        {
            foreach (var page in PageImagePreparer.Prepare(bytes, options.Images, fileName: null, cancellationToken))
            {
                yield return page.IsUsable ? page.Bytes.ToArray() : null;
            }

            yield break;
        }

        using var pdf = PdfPages.Open(bytes).Pages;
        if (pdf is null)
        {
            yield return null;
        }

        for (var page = 1; page <= (pdf?.Count ?? 0); page++)
        {
            var content = pdf!.Read(page);
            if (content.MustBeDrawn)
            {
                var drawn = await options.Renderer.RenderAsync(path, page, content.DotsPerInch, cancellationToken).ConfigureAwait(false);
                yield return drawn.Error is null ? drawn.Jpeg : null;
            }
            else
            {
                yield return PageTurn.ToJpeg(content.Image.Span, content.Quarters, options.Images.MaxSide, options.Images.JpegQuality);
            }
        }
    }
}
