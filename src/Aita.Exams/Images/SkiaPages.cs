using SkiaSharp;

namespace Aita.Exams.Images;

/// <summary>PNG, JPEG, WebP, GIF and BMP: one page each.</summary>
internal static class SkiaPages
{
    private const string Damaged = "The image is damaged or cut short; scan or copy the page again.";

    /// <summary>The largest file that is shown to a person as it is.</summary>
    private const int MostPictureBytes = 200_000;

    public static PreparedPage Prepare(ReadOnlyMemory<byte> bytes, ImageFormat format, ImageOptions options)
    {
        using var data = SKData.CreateCopy(bytes.Span);
        using var codec = SKCodec.Create(data);
        if (codec is null)
        {
            return new PreparedPage { Error = Damaged };
        }

        var info = codec.Info;
        if (PageImagePreparer.TooLarge(info.Width, info.Height, options) is { } tooLarge)
        {
            return new PreparedPage { Error = tooLarge };
        }

        var notes = new List<string>();
        var warnings = new List<string>();
        if (codec.FrameCount > 1)
        {
            warnings.Add($"The image has {codec.FrameCount} frames; the first one counts.");
        }

        var origin = codec.EncodedOrigin;
        var mediaType = ImageFormats.PassThroughMediaType(format);
        var fits = Math.Max(info.Width, info.Height) <= options.MaxSide;
        var passesThrough = mediaType is not null && fits && origin == SKEncodedOrigin.TopLeft && options.Masks.Count == 0
            && !(options.IsPicture && bytes.Length > MostPictureBytes);

        // Even a page that passes through is decoded once, as small as possible: half a page must not be graded as a whole one.
        using var pixels = passesThrough ? SkiaDecoder.Decode(codec, 1)
            : options.IsPicture ? SkiaDecoder.DecodeWithin(codec, options.MaxSide)
            : SkiaDecoder.Decode(codec, options.MaxSide);
        if (pixels is null)
        {
            return new PreparedPage { Error = Damaged };
        }

        if (passesThrough)
        {
            return new PreparedPage { Bytes = bytes, MediaType = mediaType!, Width = info.Width, Height = info.Height, Notes = notes, Warnings = warnings };
        }

        if (origin != SKEncodedOrigin.TopLeft)
        {
            notes.Add($"Turned upright (EXIF orientation {(int)origin}).");
        }

        var stored = options.IsPicture ? pixels.Info.Size : info.Size;
        var (jpeg, size) = PixelBuffer.ToJpeg(pixels, origin, PixelBuffer.Fit(stored.Width, stored.Height, options.MaxSide), options.JpegQuality, options.Masks);
        if (!fits)
        {
            notes.Add($"Shrunk from {info.Width} x {info.Height} to {size.Width} x {size.Height} pixels.");
        }

        return new PreparedPage { Bytes = jpeg, MediaType = "image/jpeg", Width = size.Width, Height = size.Height, Notes = notes, Warnings = warnings };
    }
}
