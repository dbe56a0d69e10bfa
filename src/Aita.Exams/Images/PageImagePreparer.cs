using System.Security.Cryptography;

namespace Aita.Exams.Images;

/// <summary>
/// Makes scanned pages ready for a model: reads PNG, JPEG, WebP, GIF, BMP and TIFF by content, turns them upright by their EXIF orientation,
/// shrinks them, and encodes them as JPEG only if needed. A page that is upright, small enough and of a kind that models take stays byte for byte.
/// A damaged, unknown or huge file gives a value with a clear message, never an exception. Stateless and thread-safe.
/// </summary>
public static class PageImagePreparer
{
    /// <summary>The pages of a file: one, or several in a multi-page TIFF; never none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Sizes and limits; defaults if <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops reading, and work between the pages of a TIFF.</param>
    public static async Task<IReadOnlyList<PreparedPage>> PrepareFileAsync(
        string path, ImageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ImageOptions();
        var name = Path.GetFileName(path);
        try
        {
            var length = new FileInfo(path).Length;
            if (length > options.MaxFileBytes)
            {
                return [new PreparedPage { Error = $"{name}: The file has {length} bytes; at most {options.MaxFileBytes} are read." }];
            }

            var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            return Prepare(bytes, options, name, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [new PreparedPage { Error = $"{name}: The file could not be read: {exception.Message}" }];
        }
    }

    /// <summary>The pages of an image in memory: one, or several in a multi-page TIFF; never none. Pure.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="options">Sizes and limits; defaults if <see langword="null"/>.</param>
    /// <param name="fileName">The file's name for messages, and to note an extension that is wrong.</param>
    /// <param name="cancellationToken">Stops work between the pages of a TIFF.</param>
    public static IReadOnlyList<PreparedPage> Prepare(
        ReadOnlyMemory<byte> bytes, ImageOptions? options = null, string? fileName = null, CancellationToken cancellationToken = default)
    {
        options ??= new ImageOptions();
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        var format = ImageFormats.Detect(bytes.Span);
        IReadOnlyList<PreparedPage> pages = format switch
        {
            _ when bytes.IsEmpty => [Unreadable("The file is empty; scan or copy the page again.")],
            ImageFormat.Tiff => TiffPages.Prepare(bytes, options, cancellationToken),
            ImageFormat.Unknown => [Unreadable("The file is not an image of a known kind; use PNG, JPEG, WebP, GIF, BMP or TIFF.")],
            ImageFormat.Pdf => [Unreadable("The file is a PDF; save each page as a PNG or JPEG image.")],
            ImageFormat.Heif => [Unreadable("The file is a HEIC or AVIF image; save it as JPEG or PNG.")],
            _ => [SkiaPages.Prepare(bytes, format, options)],
        };

        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        var wrongExtension = WrongExtension(format, fileName);
        return [.. pages.Select(page => page with
        {
            OriginalSha256 = sha256,
            Error = page.Error is { } error && fileName is not null ? $"{fileName}: {error}" : page.Error,
            Notes = wrongExtension is null ? page.Notes : [wrongExtension, .. page.Notes],
        })];
    }

    internal static string? TooLarge(int width, int height, ImageOptions options) => (long)width * height > options.MaxPixels
        ? $"The image has {width} x {height} pixels; at most {options.MaxPixels} are decoded. Scan it with fewer dots per inch."
        : null;

    private static PreparedPage Unreadable(string error) => new() { Error = error };

    private static string? WrongExtension(ImageFormat format, string? fileName)
    {
        var promised = fileName is null ? ImageFormat.Unknown : ImageFormats.FromExtension(fileName);
        return format != ImageFormat.Unknown && promised != ImageFormat.Unknown && promised != format
            ? $"The file's name says {promised}, but it is {format}."
            : null;
    }
}
