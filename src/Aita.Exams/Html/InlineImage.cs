using Aita.Exams.Images;

namespace Aita.Exams.Html;

/// <summary>A page's image inside a report, so that the file can be moved and sent on its own.</summary>
internal static class InlineImage
{
    /// <summary>On a screen a page is about half as wide as this; a file of ten pages has a few MB.</summary>
    private static readonly ImageOptions OnScreen = new() { MaxSide = 1600, JpegQuality = 72, IsPicture = true };

    /// <summary>Prepares the image; work for a processor, not for the caller's thread.</summary>
    public static Task<PreparedPage> PrepareAsync(string path, int pageInFile, CancellationToken cancellationToken) =>
        Task.Run(() => PageImagePreparer.PreparePageAsync(path, pageInFile, OnScreen, cancellationToken), cancellationToken);

    /// <summary>Its address. The letters of base64 need no encoding, so it stays as long as it is.</summary>
    public static Raw Address(PreparedPage image) => Address(image.Bytes.Span, image.MediaType);

    /// <summary>The address of an encoded image.</summary>
    public static Raw Address(ReadOnlySpan<byte> image, string mediaType) => new($"data:{mediaType};base64,{Convert.ToBase64String(image)}");
}
