using System.Globalization;
using System.IO.Compression;
using System.Text;
using BitMiracle.LibTiff.Classic;
using SkiaSharp;

namespace Aita.Exams.Tests.Images;

/// <summary>Writes PDF files as scanners and programs do, one kind of page after the other.</summary>
internal sealed class TestPdf
{
    private const int PageWidth = 612;
    private const int PageHeight = 792;

    private readonly List<byte[]> _objects = [];
    private readonly List<int> _pages = [];

    /// <summary>A page that is one JPEG.</summary>
    public TestPdf Jpeg(SKBitmap page, int rotate = 0) =>
        Page([Image(TestPage.Jpeg(page), page, "/Filter /DCTDecode /ColorSpace /DeviceRGB /BitsPerComponent 8")], rotate);

    /// <summary>A page that is one losslessly compressed gray image.</summary>
    public TestPdf Flate(SKBitmap page) =>
        FlateOf(page, page.Height, "/ColorSpace /DeviceGray");

    /// <summary>A page that is one losslessly compressed image in colour.</summary>
    public TestPdf FlateColour(SKBitmap page) =>
        Page([Image(Deflate(Samples(page, channels: 3)), page, "/Filter /FlateDecode /ColorSpace /DeviceRGB /BitsPerComponent 8")]);

    /// <summary>A losslessly compressed gray image with fewer or more rows in the file than it has, described as told.</summary>
    public TestPdf FlateOf(SKBitmap page, int rows, string how)
    {
        var gray = Gray(page);
        Array.Resize(ref gray, page.Width * rows);
        return Page([Image(Deflate(gray), page, $"/Filter /FlateDecode /BitsPerComponent 8 {how}")]);
    }

    /// <summary>A page as a fax or a copier in black and white writes it.</summary>
    public TestPdf Fax(SKBitmap page) =>
        Page([Image(Group4(page), page, $"/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns {page.Width} /Rows {page.Height} >> /ColorSpace /DeviceGray /BitsPerComponent 1")]);

    /// <summary>A page in three strips, which must be drawn.</summary>
    public TestPdf Strips(SKBitmap page)
    {
        var height = page.Height / 3;
        var strips = Enumerable.Range(0, 3).Select(i =>
        {
            using var strip = new SKBitmap();
            page.ExtractSubset(strip, new SKRectI(0, i * height, page.Width, i == 2 ? page.Height : (i + 1) * height));
            using var copy = strip.Copy();
            return (Object: Image(TestPage.Jpeg(copy), copy, "/Filter /DCTDecode /ColorSpace /DeviceRGB /BitsPerComponent 8"), copy.Height);
        }).ToList();
        var y = (double)PageHeight;
        var content = new StringBuilder();
        for (var i = 0; i < strips.Count; i++)
        {
            var h = (double)PageHeight * strips[i].Height / page.Height;
            y -= h;
            content.Append(CultureInfo.InvariantCulture, $"q {PageWidth} 0 0 {h} 0 {y} cm /I{i} Do Q\n");
        }

        return Page([.. strips.Select(strip => strip.Object)], 0, content.ToString());
    }

    /// <summary>An image with strokes of a pen drawn over it, as tablets save them.</summary>
    public TestPdf Annotated(SKBitmap page) => Page(
        [Image(TestPage.Jpeg(page), page, "/Filter /DCTDecode /ColorSpace /DeviceRGB /BitsPerComponent 8")], 0,
        $"q {PageWidth} 0 0 {PageHeight} 0 0 cm /I0 Do Q\n5 w 100 100 m 300 300 l S\n");

    /// <summary>A page of rectangles without any image.</summary>
    public TestPdf Vector() => Page([], 0, "0 g 100 600 300 20 re f 100 500 200 20 re f\n");

    public byte[] ToBytes(bool encrypted = false)
    {
        var kids = string.Join(' ', _pages.Select(page => $"{page + 2} 0 R"));
        List<byte[]> all =
        [
            Ascii("<< /Type /Catalog /Pages 2 0 R >>"),
            Ascii($"<< /Type /Pages /Count {_pages.Count} /Kids [{kids}] >>"),
            .. _objects,
        ];
        using var file = new MemoryStream();
        file.Write("%PDF-1.5\n"u8);
        var offsets = new List<long>();
        for (var i = 0; i < all.Count; i++)
        {
            offsets.Add(file.Position);
            file.Write(Ascii($"{i + 1} 0 obj\n"));
            file.Write(all[i]);
            file.Write("\nendobj\n"u8);
        }

        var start = file.Position;
        file.Write(Ascii($"xref\n0 {all.Count + 1}\n0000000000 65535 f \n{string.Concat(offsets.Select(offset => $"{offset:0000000000} 00000 n \n"))}"));
        var key = new string('7', 64);
        var encrypt = encrypted ? $"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}> >> /ID [<{key}> <{key}>] " : "";
        file.Write(Ascii($"trailer << /Size {all.Count + 1} /Root 1 0 R {encrypt}>>\nstartxref\n{start}\n%%EOF\n"));
        return file.ToArray();
    }

    private static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Stream(string dictionary, byte[] data) => [.. Ascii($"<< {dictionary} /Length {data.Length} >>\nstream\n"), .. data, .. "\nendstream"u8];

    private static byte[] Deflate(byte[] data)
    {
        using var result = new MemoryStream();
        using (var zip = new ZLibStream(result, CompressionLevel.Fastest))
        {
            zip.Write(data);
        }

        return result.ToArray();
    }

    private static byte[] Gray(SKBitmap page) => Samples(page, channels: 1);

    private static byte[] Samples(SKBitmap page, int channels)
    {
        var pixels = page.GetPixelSpan();
        var samples = new byte[page.Width * page.Height * channels];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = pixels[(i / channels * 4) + (i % channels)];
        }

        return samples;
    }

    private static byte[] Group4(SKBitmap page)
    {
        using var stream = new MemoryStream();
        using (var tiff = Tiff.ClientOpen("fax", "w", stream, new TiffStream()))
        {
            tiff.SetField(TiffTag.IMAGEWIDTH, page.Width);
            tiff.SetField(TiffTag.IMAGELENGTH, page.Height);
            tiff.SetField(TiffTag.BITSPERSAMPLE, 1);
            tiff.SetField(TiffTag.SAMPLESPERPIXEL, 1);
            tiff.SetField(TiffTag.PHOTOMETRIC, Photometric.MINISWHITE);
            tiff.SetField(TiffTag.COMPRESSION, Compression.CCITTFAX4);
            tiff.SetField(TiffTag.ROWSPERSTRIP, page.Height);
            tiff.SetField(TiffTag.FILLORDER, FillOrder.MSB2LSB);
            var gray = Gray(page);
            for (var y = 0; y < page.Height; y++)
            {
                var row = new byte[(page.Width + 7) / 8];
                for (var x = 0; x < page.Width; x++)
                {
                    row[x / 8] |= (byte)(gray[(y * page.Width) + x] < 128 ? 0x80 >> (x % 8) : 0);
                }

                tiff.WriteScanline(row, y);
            }

            tiff.WriteDirectory();
            tiff.Flush();
            stream.Position = 0;
        }

        using var read = Tiff.ClientOpen("fax", "r", new MemoryStream(stream.ToArray()), new TiffStream());
        var size = (int)read.RawStripSize(0);
        var data = new byte[size];
        read.ReadRawStrip(0, data, 0, size);
        return data;
    }

    private int Image(byte[] data, SKBitmap page, string how) =>
        Add(Stream($"/Type /XObject /Subtype /Image /Width {page.Width} /Height {page.Height} {how}", data));

    private TestPdf Page(int[] images, int rotate = 0, string? content = null)
    {
        var drawing = Add(Stream("", Ascii(content ?? $"q {PageWidth} 0 0 {PageHeight} 0 0 cm /I0 Do Q\n")));
        var named = string.Join(' ', images.Select((image, i) => $"/I{i} {image + 2} 0 R"));
        _pages.Add(Add(Ascii(
            $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PageWidth} {PageHeight}] /Rotate {rotate} /Contents {drawing + 2} 0 R /Resources << /XObject << {named} >> >> >>")));
        return this;
    }

    /// <summary>The first two objects are the catalogue and the list of pages.</summary>
    private int Add(byte[] content)
    {
        _objects.Add(content);
        return _objects.Count;
    }
}
