using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace Aita.Exams.Images;

/// <summary>
/// The pages of a PDF file. A page that is nothing but one scanned image gives that image: a JPEG byte for byte, other kinds decoded. Every
/// other page must be drawn (<see cref="IPdfRenderer"/>). One thread at a time.
/// </summary>
internal sealed class PdfPages : IDisposable
{
    private readonly PdfDocument _document;

    private PdfPages(PdfDocument document) => _document = document;

    public int Count => _document.NumberOfPages;

    /// <summary>Opens a file.</summary>
    /// <returns>The file, or what is wrong with it and what to do.</returns>
    public static (PdfPages? Pages, string? Error) Open(byte[] bytes)
    {
        try
        {
            var document = PdfDocument.Open(bytes, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true });
            return document.NumberOfPages > 0 ? (new PdfPages(document), null) : (null, "The PDF has no pages; scan it again.");
        }
        catch (PdfDocumentEncryptedException)
        {
            return (null, "The PDF is protected by a password; save it without one and run the command again.");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The parser fails on damaged files in many ways; each means that the file cannot be used.
            return (null, "The PDF is damaged or cut short; scan or copy it again.");
        }
    }

    /// <summary>A page, from 1.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="quality">The quality of images that must be encoded, 1 to 100; the default for those that are encoded again afterwards.</param>
    public PdfPageContent Read(int number, int quality = 95)
    {
        try
        {
            return PdfPageContent.Of(_document.GetPage(number), quality);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // What this parser cannot read, the renderer may.
            return new PdfPageContent { DotsPerInch = PdfPageContent.Fine };
        }
    }

    public void Dispose() => _document.Dispose();
}
