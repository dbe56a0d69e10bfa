namespace Aita.Samples;

/// <summary>Distributes the students' sheets over files of all kinds. Pure.</summary>
internal static class ScanFiles
{
    /// <summary>Students whose exams were scanned as one stack.</summary>
    private const int Stack = 4;

    /// <summary>In turn; ordinary scans are the most.</summary>
    private static readonly ScanKind[] Kinds =
    [
        ScanKind.JpegPdf, ScanKind.GrayJpegPdf, ScanKind.FaxPdf, ScanKind.FlatePdf, ScanKind.JpegPdf, ScanKind.StripPdf, ScanKind.GrayJpegPdf,
        ScanKind.TabletPdf, ScanKind.JpegFolder, ScanKind.JpegPdf, ScanKind.Tiff, ScanKind.PngFolder,
    ];

    public static IReadOnlyList<ScanFile> Of(IEnumerable<IReadOnlyList<Sheet>> students, IReadOnlyList<Sheet> late)
    {
        var exams = students.Where(sheets => sheets.Count > 0).ToList();
        var stacked = exams.Count > 2 * Stack ? Stack : 0;
        var files = new List<ScanFile>();
        foreach (var sheets in exams.SkipLast(stacked))
        {
            // A tablet's pages never lie wrong, and have no scans of their own.
            var kind = Kinds[files.Count % Kinds.Length];
            kind = kind == ScanKind.TabletPdf && sheets.Any(sheet => sheet.Student is null || sheet.Degrees != 0) ? ScanKind.JpegPdf : kind;
            files.Add(new ScanFile(NameOf(kind, files.Count + 1), kind, sheets));
        }

        if (stacked > 0)
        {
            files.Add(new ScanFile("stack.pdf", ScanKind.GrayJpegPdf, [.. exams.TakeLast(stacked).SelectMany(sheets => sheets)]));
        }

        files.AddRange(late.Select((sheet, index) => new ScanFile($"zz_late_{index + 1:00}.jpg", ScanKind.Jpeg, [sheet])));
        return files;
    }

    private static string NameOf(ScanKind kind, int number) => kind switch
    {
        ScanKind.JpegFolder or ScanKind.PngFolder => $"scan_{number:00}",
        ScanKind.Tiff => $"scan_{number:00}.tif",
        _ => $"scan_{number:00}.pdf",
    };
}
