using BitMiracle.LibTiff.Classic;

namespace Aita.Samples;

/// <summary>Encodes black and white pages as fax (CCITT group 4), as TIFF files and as the bare stream that PDF files hold.</summary>
internal static class FaxImage
{
    /// <summary>A TIFF with a page for each image.</summary>
    public static byte[] ToTiff(params IReadOnlyList<GrayImage> pages)
    {
        using var stream = new MemoryStream();
        using (var tiff = Open(stream, "w"))
        {
            foreach (var page in pages)
            {
                WritePage(tiff, page);
            }
        }

        return stream.ToArray();
    }

    /// <summary>The fax stream of one page.</summary>
    public static byte[] ToGroup4(GrayImage page)
    {
        using var stream = new MemoryStream(ToTiff(page), writable: false);
        using var tiff = Open(stream, "r");
        var strip = new byte[tiff.RawStripSize(0)];
        tiff.ReadRawStrip(0, strip, 0, strip.Length);
        return strip;
    }

    private static Tiff Open(MemoryStream stream, string mode) =>
        Tiff.ClientOpen("fax", mode, stream, new KeepOpen()) ?? throw new InvalidOperationException("The TIFF could not be opened.");

    private static void WritePage(Tiff tiff, GrayImage page)
    {
        tiff.SetField(TiffTag.IMAGEWIDTH, page.Width);
        tiff.SetField(TiffTag.IMAGELENGTH, page.Height);
        tiff.SetField(TiffTag.BITSPERSAMPLE, 1);
        tiff.SetField(TiffTag.SAMPLESPERPIXEL, 1);
        tiff.SetField(TiffTag.ROWSPERSTRIP, page.Height);
        tiff.SetField(TiffTag.COMPRESSION, Compression.CCITTFAX4);
        tiff.SetField(TiffTag.PHOTOMETRIC, Photometric.MINISWHITE);
        tiff.SetField(TiffTag.FILLORDER, FillOrder.MSB2LSB);
        tiff.SetField(TiffTag.XRESOLUTION, 200.0);
        tiff.SetField(TiffTag.YRESOLUTION, 200.0);
        tiff.SetField(TiffTag.RESOLUTIONUNIT, ResUnit.INCH);
        var row = new byte[(page.Width + 7) / 8];
        var bits = new byte[row.Length * page.Height];
        for (var y = 0; y < page.Height; y++)
        {
            for (var x = 0; x < page.Width; x++)
            {
                bits[(y * row.Length) + (x / 8)] |= (byte)(page.Shades[(y * page.Width) + x] < GrayImage.Black ? 0x80 >> (x % 8) : 0);
            }
        }

        if (tiff.WriteEncodedStrip(0, bits, bits.Length) < 0 || !tiff.WriteDirectory())
        {
            throw new InvalidOperationException("The fax page could not be encoded.");
        }
    }

    /// <summary>The library closes what it was given; the bytes are still wanted.</summary>
    private sealed class KeepOpen : TiffStream
    {
        public override void Close(object clientData)
        {
        }
    }
}
