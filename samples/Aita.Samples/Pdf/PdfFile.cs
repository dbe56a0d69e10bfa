using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Aita.Samples;

/// <summary>
/// Writes a PDF of scanned pages: each page of A4 holds its images one below the other and nothing else. Small on purpose: it writes what
/// scanners write, with the same bytes every time.
/// </summary>
internal sealed class PdfFile
{
    private const double Width = 595.28;
    private const double Height = 841.89;

    private readonly MemoryStream _file = new();
    private readonly List<long> _offsets = [];
    private readonly List<int> _pages = [];

    public PdfFile()
    {
        Write("%PDF-1.5\n%\u00e2\u00e3\u00cf\u00d3\n");

        // The catalogue and the list of pages come last; their numbers are known now.
        _offsets.AddRange([0, 0]);
    }

    /// <summary>Adds a page.</summary>
    /// <param name="images">Its images from top to bottom; heights in proportion to their pixels.</param>
    public void AddPage(params IReadOnlyList<PdfImage> images)
    {
        var numbers = images.Select(AddImage).ToList();
        var content = new StringBuilder();
        var total = images.Sum(image => image.Height);
        double top = Height;
        for (var i = 0; i < images.Count; i++)
        {
            var height = Height * images[i].Height / total;
            top -= height;
            content.Append(CultureInfo.InvariantCulture, $"q {Width} 0 0 {height:0.####} 0 {Math.Max(0, top):0.####} cm /Im{i} Do Q\n");
        }

        var stream = Add("<< /Length ", Encoding.ASCII.GetBytes(content.ToString()));
        var resources = string.Join(' ', numbers.Select((number, index) => $"/Im{index} {number} 0 R"));
        _pages.Add(Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {Width} {Height}] /Resources << /XObject << {resources} >> >> /Contents {stream} 0 R >>")));
    }

    /// <summary>The whole file; nothing can be added afterwards.</summary>
    public byte[] ToArray()
    {
        Begin(1);
        Write("<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
        Begin(2);
        Write($"<< /Type /Pages /Count {_pages.Count} /Kids [{string.Join(' ', _pages.Select(page => $"{page} 0 R"))}] >>\nendobj\n");
        var table = _file.Position;
        Write($"xref\n0 {_offsets.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in _offsets)
        {
            Write($"{offset:0000000000} 00000 n \n");
        }

        Write($"trailer\n<< /Size {_offsets.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return _file.ToArray();
    }

    private int AddImage(PdfImage image) => Add(
        $"<< /Type /XObject /Subtype /Image /Width {image.Width} /Height {image.Height} /ColorSpace /{image.ColorSpace} "
        + $"/BitsPerComponent {image.Bits} /Filter /{image.Filter} {image.Parameters}/Length ",
        image.Data);

    private int Add(string dictionary)
    {
        _offsets.Add(0);
        Begin(_offsets.Count);
        Write($"{dictionary}\nendobj\n");
        return _offsets.Count;
    }

    private int Add(string dictionary, byte[] stream)
    {
        _offsets.Add(0);
        Begin(_offsets.Count);
        Write($"{dictionary}{stream.Length} >>\nstream\n");
        _file.Write(stream);
        Write("\nendstream\nendobj\n");
        return _offsets.Count;
    }

    private void Begin(int number)
    {
        _offsets[number - 1] = _file.Position;
        Write($"{number} 0 obj\n");
    }

    private void Write(string text) => _file.Write(Encoding.Latin1.GetBytes(text));
}

/// <summary>An image as it lies in a PDF.</summary>
internal sealed record PdfImage(int Width, int Height, string ColorSpace, int Bits, string Filter, byte[] Data)
{
    /// <summary>Further entries of its dictionary, with a space at the end.</summary>
    public string Parameters { get; init; } = "";

    public static PdfImage Jpeg(byte[] jpeg, int width, int height, bool gray) =>
        new(width, height, gray ? "DeviceGray" : "DeviceRGB", 8, "DCTDecode", jpeg);

    /// <summary>Shades of gray, one byte a pixel, packed without loss.</summary>
    public static PdfImage Flate(byte[] shades, int width, int height)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(shades);
        }

        return new PdfImage(width, height, "DeviceGray", 8, "FlateDecode", packed.ToArray());
    }

    public static PdfImage Fax(byte[] group4, int width, int height) => new(width, height, "DeviceGray", 1, "CCITTFaxDecode", group4)
    {
        Parameters = $"/DecodeParms << /K -1 /Columns {width} /Rows {height} /BlackIs1 false >> ",
    };
}
