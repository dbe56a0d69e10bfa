using SkiaSharp;

namespace Aita.Samples;

/// <summary>Makes the files of scans. The same class and seed give the same pixels.</summary>
internal sealed class SheetPainter(int seed)
{
    /// <summary>Fax needs finer pixels to be legible; about 200 dpi.</summary>
    private const float FaxScale = 1.654f;

    private const double PointsPerPixel = 595.28 / PagePainter.Width;

    /// <summary>The file, or the files of a folder, with paths relative to the folder of scans.</summary>
    public IEnumerable<(string Path, byte[] Content)> Make(ScanFile file) => file.Kind switch
    {
        ScanKind.JpegFolder => file.Sheets.Select((sheet, index) => ($"{file.Name}/{index + 1}.jpg", Jpeg(sheet))),
        ScanKind.PngFolder => file.Sheets.Select((sheet, index) => ($"{file.Name}/{index + 1}.png", Png(sheet))),
        ScanKind.Jpeg => [(file.Name, Jpeg(file.Sheets[0]))],
        ScanKind.Tiff => [(file.Name, FaxImage.ToTiff([.. file.Sheets.Select(sheet => Gray(sheet, FaxScale))]))],
        ScanKind.TabletPdf => [(file.Name, Tablet(file.Sheets))],
        _ => [(file.Name, Pdf(file))],
    };

    private byte[] Pdf(ScanFile file)
    {
        var pdf = new PdfFile();
        foreach (var sheet in file.Sheets)
        {
            pdf.AddPage([.. Images(sheet, file.Kind)]);
        }

        return pdf.ToArray();
    }

    private IEnumerable<PdfImage> Images(Sheet sheet, ScanKind kind)
    {
        switch (kind)
        {
            case ScanKind.FaxPdf:
                var fax = Gray(sheet, FaxScale);
                return [PdfImage.Fax(FaxImage.ToGroup4(fax), fax.Width, fax.Height)];
            case ScanKind.FlatePdf:
                var shades = Gray(sheet, 1);
                return [PdfImage.Flate(shades.Shades, shades.Width, shades.Height)];
            case ScanKind.GrayJpegPdf:
                var gray = Gray(sheet, 1);
                return [PdfImage.Jpeg(gray.ToJpeg(75), gray.Width, gray.Height, gray: true)];
            case ScanKind.StripPdf:
                return Strips(sheet);
            default:
                using (var bitmap = Scan(sheet, 1))
                {
                    return [PdfImage.Jpeg(Scanner.ToJpeg(bitmap), bitmap.Width, bitmap.Height, gray: false)];
                }
        }
    }

    private List<PdfImage> Strips(Sheet sheet)
    {
        var whole = Gray(sheet, 1);
        var strips = new List<PdfImage>();
        for (var part = 0; part < 3; part++)
        {
            var (from, to) = (whole.Height * part / 3, whole.Height * (part + 1) / 3);
            var strip = new GrayImage(whole.Shades[(from * whole.Width)..(to * whole.Width)], whole.Width, to - from);
            strips.Add(PdfImage.Jpeg(strip.ToJpeg(75), strip.Width, strip.Height, gray: true));
        }

        return strips;
    }

    /// <summary>Letters and strokes as a tablet writes them into a PDF; there is no image of the page.</summary>
    private byte[] Tablet(IReadOnlyList<Sheet> sheets)
    {
        using var stream = new MemoryStream();
        using (var document = SKDocument.CreatePdf(stream))
        {
            foreach (var sheet in sheets)
            {
                using var canvas = document.BeginPage((float)(PagePainter.Width * PointsPerPixel), (float)(PagePainter.Height * PointsPerPixel));
                canvas.Scale((float)PointsPerPixel);
                Draw(canvas, sheet, RandomOf(sheet));
                document.EndPage();
            }

            document.Close();
        }

        return stream.ToArray();
    }

    private byte[] Jpeg(Sheet sheet)
    {
        using var bitmap = Scan(sheet, 1);
        return Scanner.ToJpeg(bitmap);
    }

    private byte[] Png(Sheet sheet)
    {
        using var bitmap = Scan(sheet, 1);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private GrayImage Gray(Sheet sheet, float scale)
    {
        using var bitmap = Scan(sheet, scale);
        return GrayImage.Of(bitmap);
    }

    private SKBitmap Scan(Sheet sheet, float scale)
    {
        var random = RandomOf(sheet);
        var bitmap = Scanner.ScanToBitmap(canvas => Draw(canvas, sheet, random), random, scale, pale: sheet.Scan > 1);
        if (sheet.Degrees == 0)
        {
            return bitmap;
        }

        using (bitmap)
        {
            return Scanner.Turn(bitmap, sheet.Degrees);
        }
    }

    private void Draw(SKCanvas canvas, Sheet sheet, Random random)
    {
        if (sheet.Student is { } student)
        {
            // What is written does not change from scan to scan: only how it lies does.
            PagePainter.Print(canvas, ClassExam.Exam, student.Id, sheet.Page);
            PagePainter.Write(canvas, ClassExam.Exam, student, sheet.Page, RandomOf(sheet with { Scan = 0 }));
        }
    }

    private Random RandomOf(Sheet sheet) => new(HashCodeOf($"{seed}/{sheet.Student?.Id}/{sheet.Page}/{sheet.Scan}"));

    /// <summary>The same on every machine, unlike a string's own hash code (FNV-1a).</summary>
    private static int HashCodeOf(string text) => (int)(text.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u) & int.MaxValue);
}
