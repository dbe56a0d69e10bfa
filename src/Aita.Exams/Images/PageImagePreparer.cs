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
        var (bytes, error) = await ReadAsync(path, options, cancellationToken).ConfigureAwait(false);
        return error is null ? Prepare(bytes, options, Path.GetFileName(path), cancellationToken) : [error];
    }

    /// <summary>One page of a file, without decoding the others.</summary>
    /// <param name="path">The file.</param>
    /// <param name="page">The page within the file, from 1; see <see cref="CountPages"/>.</param>
    /// <param name="options">Sizes and limits; defaults if <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<PreparedPage> PreparePageAsync(
        string path, int page, ImageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(page, 1);
        options ??= new ImageOptions();
        options.Validate();
        var (bytes, error) = await ReadAsync(path, options, cancellationToken).ConfigureAwait(false);
        if (error is not null)
        {
            return error;
        }

        var name = Path.GetFileName(path);
        if (ImageFormats.Detect(bytes.Span) == ImageFormat.Tiff)
        {
            return Describe([TiffPages.PrepareOne(bytes, page, options)], bytes, ImageFormat.Tiff, name)[0];
        }

        return page == 1
            ? Prepare(bytes, options, name, cancellationToken)[0]
            : new PreparedPage { Error = $"{name}: The file has no page {page} any more; it was changed during the run.", PageInFile = page };
    }

    /// <summary>The pages in a file: one, or several in a multi-page TIFF. A file that cannot be read counts as one page, which then fails.</summary>
    /// <param name="path">The file; only its structure is read.</param>
    /// <param name="options">Limits; defaults if <see langword="null"/>.</param>
    public static int CountPages(string path, ImageOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[16];
            if (ImageFormats.Detect(head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]) != ImageFormat.Tiff)
            {
                return 1;
            }

            file.Position = 0;
            return TiffPages.Count(file, options ?? new ImageOptions());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 1;
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

        return Describe(pages, bytes, format, fileName);
    }

    internal static string? TooLarge(int width, int height, ImageOptions options) => (long)width * height > options.MaxPixels
        ? $"The image has {width} x {height} pixels; at most {options.MaxPixels} are decoded. Scan it with fewer dots per inch."
        : null;

    private static async Task<(ReadOnlyMemory<byte> Bytes, PreparedPage? Error)> ReadAsync(
        string path, ImageOptions options, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        try
        {
            var length = new FileInfo(path).Length;
            return length > options.MaxFileBytes
                ? (default, new PreparedPage { Error = $"{name}: The file has {length} bytes; at most {options.MaxFileBytes} are read." })
                : (await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (default, new PreparedPage { Error = $"{name}: The file could not be read: {exception.Message}" });
        }
    }

    private static IReadOnlyList<PreparedPage> Describe(
        IReadOnlyList<PreparedPage> pages, ReadOnlyMemory<byte> bytes, ImageFormat format, string? fileName)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        var wrongExtension = WrongExtension(format, fileName);
        return [.. pages.Select(page => page with
        {
            OriginalSha256 = sha256,
            Error = page.Error is { } error && fileName is not null ? $"{fileName}: {error}" : page.Error,
            Warnings = wrongExtension is null ? page.Warnings : [wrongExtension, .. page.Warnings],
        })];
    }

    private static PreparedPage Unreadable(string error) => new() { Error = error };

    private static string? WrongExtension(ImageFormat format, string? fileName)
    {
        var promised = fileName is null ? ImageFormat.Unknown : ImageFormats.FromExtension(fileName);
        return format != ImageFormat.Unknown && promised != ImageFormat.Unknown && promised != format
            ? $"The file's name says {promised}, but it is {format}."
            : null;
    }
}
