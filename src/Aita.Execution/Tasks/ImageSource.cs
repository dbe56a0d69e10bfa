using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// Where an image of a request comes from. A file is read for every attempt anew, so that memory holds only the images of requests in
/// flight. PNG, JPEG, GIF and WebP are recognised by their content, whatever the file is called. Immutable; thread-safe.
/// </summary>
public abstract class ImageSource
{
    /// <summary>The default limit of the size of an image: 20 MB.</summary>
    public const long DefaultMaxBytes = 20 * 1024 * 1024;

    private ImageSource()
    {
    }

    /// <summary>An image in a file. It is not looked at before it is needed.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="maxBytes">Largest size in bytes.</param>
    public static ImageSource FromFile(string path, long maxBytes = DefaultMaxBytes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        return new FileImage(path, maxBytes);
    }

    /// <summary>An image in memory.</summary>
    /// <param name="bytes">The image; must not be changed afterwards.</param>
    /// <param name="mediaType">Its media type, which is then taken as it is; null to recognise it by its content.</param>
    /// <exception cref="LlmException">No media type is given and the content is none of the known formats.</exception>
    public static ImageSource FromBytes(ReadOnlyMemory<byte> bytes, string? mediaType = null) =>
        new Content(ToContent(bytes, mediaType, "The image"));

    /// <summary>An image at an address: <c>http(s)</c> is left to the provider to fetch, <c>data</c> is sent inline, <c>file</c> is read.</summary>
    /// <param name="uri">An absolute URI.</param>
    /// <exception cref="ArgumentException">The URI is of another kind.</exception>
    public static ImageSource FromUri(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return (uri.IsAbsoluteUri ? uri.Scheme : "") switch
        {
            "http" or "https" => new Content(new UriContent(uri, MediaTypeOf(uri))),
            "data" => new Content(new DataContent(uri)),
            "file" => FromFile(uri.LocalPath),
            _ => throw new ArgumentException($"'{uri}' is no address of an image: use an absolute http, https, data or file URI.", nameof(uri)),
        };
    }

    /// <summary>An image at an address; see <see cref="FromUri(Uri)"/>.</summary>
    /// <param name="uri">An absolute URI.</param>
    /// <exception cref="ArgumentException">The text is not an absolute URI, or one of another kind.</exception>
    public static ImageSource FromUri(string uri) => Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
        ? FromUri(parsed)
        : throw new ArgumentException($"'{uri}' is no address of an image: use an absolute http, https, data or file URI.", nameof(uri));

    /// <summary>Reads the image.</summary>
    /// <exception cref="LlmException">The image is missing, too large, or of an unknown format.</exception>
    internal abstract ValueTask<AIContent> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Reads the image on the calling thread.</summary>
    /// <exception cref="LlmException">The image is missing, too large, or of an unknown format.</exception>
    internal abstract AIContent Read();

    private static DataContent ToContent(ReadOnlyMemory<byte> bytes, string? mediaType, string name) => new(
        bytes,
        mediaType ?? ImageFormat.MediaTypeOf(bytes.Span) ?? throw new LlmException(
            FailureKind.Rejected, $"{name} is not a PNG, JPEG, GIF or WebP image: convert it to one of these formats."));

    // Providers ask for a media type that an address does not have to tell.
    private static string MediaTypeOf(Uri uri) => Path.GetExtension(uri.AbsolutePath).ToUpperInvariant() switch
    {
        ".PNG" => "image/png",
        ".JPG" or ".JPEG" => "image/jpeg",
        ".GIF" => "image/gif",
        ".WEBP" => "image/webp",
        _ => "image/*",
    };

    private sealed class Content(AIContent content) : ImageSource
    {
        internal override ValueTask<AIContent> ReadAsync(CancellationToken cancellationToken) => new(content);

        internal override AIContent Read() => content;
    }

    private sealed class FileImage(string path, long maxBytes) : ImageSource
    {
        internal override async ValueTask<AIContent> ReadAsync(CancellationToken cancellationToken)
        {
            try
            {
                CheckSize();
                return ToContent(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), null, Name);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Unreadable(e);
            }
        }

        internal override AIContent Read()
        {
            try
            {
                CheckSize();
                return ToContent(File.ReadAllBytes(path), null, Name);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Unreadable(e);
            }
        }

        private string Name => $"The image file {path}";

        private void CheckSize()
        {
            var size = new FileInfo(path).Length;
            if (size > maxBytes)
            {
                throw new LlmException(
                    FailureKind.Rejected, $"{Name} has {size:N0} bytes, the limit is {maxBytes:N0}: make the image smaller or raise the limit.");
            }
        }

        private LlmException Unreadable(Exception e) =>
            new(FailureKind.Rejected, $"{Name} cannot be read: {e.Message.TrimEnd('.')}. Check its path and permissions.", e);
    }
}
