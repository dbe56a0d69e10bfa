using BitMiracle.LibTiff.Classic;
using SkiaSharp;

namespace Aita.Exams.Images;

/// <summary>TIFF: one or more pages, always encoded anew, because models do not take TIFF.</summary>
internal static class TiffPages
{
    static TiffPages() => Tiff.SetErrorHandler(new SilentHandler());

    public static IReadOnlyList<PreparedPage> Prepare(ReadOnlyMemory<byte> bytes, ImageOptions options, CancellationToken cancellationToken)
    {
        var pages = new List<PreparedPage>();
        try
        {
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            using var tiff = Tiff.ClientOpen("page", "r", stream, new TiffStream());
            if (tiff is null)
            {
                return [Broken(1)];
            }

            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (pages.Count == options.MaxPages)
                {
                    return [.. pages, TooMany(options)];
                }

                pages.Add(PreparePage(tiff, options) with { PageInFile = pages.Count + 1 });
                if (tiff.LastDirectory())
                {
                    return pages;
                }

                // The file says that there is another page: one that cannot be found is a broken page, not the end.
                if (!tiff.ReadDirectory())
                {
                    return [.. pages, Broken(pages.Count + 1)];
                }
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The decoder indexes past the end of damaged files in many ways; every one of them means that the page cannot be used.
            return [.. pages, Broken(pages.Count + 1)];
        }
    }

    /// <summary>One page, from 1, without decoding the others.</summary>
    public static PreparedPage PrepareOne(ReadOnlyMemory<byte> bytes, int page, ImageOptions options)
    {
        if (page > options.MaxPages)
        {
            return TooMany(options);
        }

        try
        {
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            using var tiff = Tiff.ClientOpen("page", "r", stream, new TiffStream());
            for (var skipped = 1; tiff is not null && skipped < page; skipped++)
            {
                if (!tiff.ReadDirectory())
                {
                    return Broken(page);
                }
            }

            return tiff is null ? Broken(page) : PreparePage(tiff, options) with { PageInFile = page };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Broken(page);
        }
    }

    /// <summary>The number of pages, damaged ones included, at most one more than are read.</summary>
    public static int Count(Stream file, ImageOptions options)
    {
        var pages = 0;
        try
        {
            using var tiff = Tiff.ClientOpen("page", "r", file, new TiffStream());
            while (true)
            {
                pages++;
                if (tiff is null || pages > options.MaxPages || tiff.LastDirectory())
                {
                    return pages;
                }

                if (!tiff.ReadDirectory())
                {
                    return pages + 1;
                }
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return pages + 1;
        }
    }

    private static PreparedPage PreparePage(Tiff tiff, ImageOptions options)
    {
        var width = Field(tiff, TiffTag.IMAGEWIDTH);
        var height = Field(tiff, TiffTag.IMAGELENGTH);
        if (width <= 0 || height <= 0)
        {
            return Broken(1);
        }

        if (PageImagePreparer.TooLarge(width, height, options) is { } tooLarge)
        {
            return new PreparedPage { Error = tooLarge };
        }

        var stored = Field(tiff, TiffTag.ORIENTATION);
        var origin = stored is >= 1 and <= 8 ? (SKEncodedOrigin)stored : SKEncodedOrigin.TopLeft;
        var raster = new int[width * height];
        using var pixels = PixelPool.Rent(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (pixels is null || !tiff.ReadRGBAImageOriented(width, height, raster, (Orientation)origin, stopOnError: true))
        {
            return Broken(1);
        }

        // The raster holds one pixel an integer, red in the lowest byte: in memory R, G, B, A, as Skia wants it.
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(raster.AsSpan()).CopyTo(pixels.GetPixelSpan());
        var (jpeg, size) = PixelBuffer.ToJpeg(pixels, origin, PixelBuffer.Fit(width, height, options.MaxSide), options.JpegQuality, options.Masks);
        return new PreparedPage { Bytes = jpeg, MediaType = "image/jpeg", Width = size.Width, Height = size.Height, Notes = ["Converted from TIFF."] };
    }

    private static int Field(Tiff tiff, TiffTag tag) => tiff.GetField(tag) is [var value, ..] ? value.ToInt() : 0;

    private static PreparedPage TooMany(ImageOptions options) => new()
    {
        Error = $"The TIFF file has more than {options.MaxPages} pages; split it into one file for each student.",
        PageInFile = options.MaxPages + 1,
    };

    private static PreparedPage Broken(int page) => new()
    {
        Error = "The TIFF page is damaged, cut short or of an unknown kind; scan it again or save it as PNG.",
        PageInFile = page,
    };

    /// <summary>The library prints to the console unless told otherwise.</summary>
    private sealed class SilentHandler : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
        }
    }
}
