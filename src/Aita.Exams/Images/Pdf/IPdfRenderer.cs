namespace Aita.Exams.Images;

/// <summary>Draws a page of a PDF file that has more on it than one scanned image.</summary>
internal interface IPdfRenderer
{
    /// <summary>Draws a page, upright as the file says.</summary>
    /// <param name="path">The file.</param>
    /// <param name="page">The page, from 1.</param>
    /// <param name="dotsPerInch">How finely.</param>
    /// <param name="cancellationToken">Stops the drawing.</param>
    /// <returns>A JPEG image, or an error: never an exception for what is wrong with the page.</returns>
    Task<RenderedPage> RenderAsync(string path, int page, int dotsPerInch, CancellationToken cancellationToken);
}

/// <summary>A page as it was drawn.</summary>
/// <param name="Jpeg">The image; empty if there is an error.</param>
/// <param name="Error">What went wrong and what to do; <see langword="null"/> if nothing did.</param>
internal sealed record RenderedPage(byte[] Jpeg, string? Error);
