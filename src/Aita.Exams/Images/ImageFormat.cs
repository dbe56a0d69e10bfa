namespace Aita.Exams.Images;

/// <summary>What a file is by its first bytes, whatever its name says.</summary>
internal enum ImageFormat
{
    Unknown,
    Png,
    Jpeg,
    WebP,
    Gif,
    Bmp,
    Tiff,
    Pdf,
    Heif,
}

/// <summary>Facts about formats.</summary>
internal static class ImageFormats
{
    /// <summary>The format by the magic numbers of its specification.</summary>
    public static ImageFormat Detect(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            return ImageFormat.Png;
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return ImageFormat.Jpeg;
        }

        if (bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..].StartsWith("WEBP"u8))
        {
            return ImageFormat.WebP;
        }

        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8))
        {
            return ImageFormat.Gif;
        }

        if (bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8) || bytes.StartsWith("II+\0"u8) || bytes.StartsWith("MM\0+"u8))
        {
            return ImageFormat.Tiff;
        }

        if (bytes.StartsWith("BM"u8) && bytes.Length >= 26)
        {
            return ImageFormat.Bmp;
        }

        if (bytes[..Math.Min(bytes.Length, 1024)].IndexOf("%PDF-"u8) >= 0)
        {
            return ImageFormat.Pdf;
        }

        return bytes.Length >= 12 && bytes[4..].StartsWith("ftyp"u8) ? ImageFormat.Heif : ImageFormat.Unknown;
    }

    /// <summary>The media type of a format that models take as it is; <see langword="null"/> for those that must be encoded anew.</summary>
    public static string? PassThroughMediaType(ImageFormat format) => format switch
    {
        ImageFormat.Png => "image/png",
        ImageFormat.Jpeg => "image/jpeg",
        ImageFormat.WebP => "image/webp",
        ImageFormat.Gif => "image/gif",
        _ => null,
    };

    /// <summary>The format a file's extension promises.</summary>
    public static ImageFormat FromExtension(string fileName) => Path.GetExtension(fileName).ToLowerInvariant() switch
    {
        ".png" => ImageFormat.Png,
        ".jpg" or ".jpeg" or ".jpe" or ".jfif" => ImageFormat.Jpeg,
        ".webp" => ImageFormat.WebP,
        ".gif" => ImageFormat.Gif,
        ".bmp" or ".dib" => ImageFormat.Bmp,
        ".tif" or ".tiff" => ImageFormat.Tiff,
        ".pdf" => ImageFormat.Pdf,
        ".heic" or ".heif" or ".avif" => ImageFormat.Heif,
        _ => ImageFormat.Unknown,
    };
}
