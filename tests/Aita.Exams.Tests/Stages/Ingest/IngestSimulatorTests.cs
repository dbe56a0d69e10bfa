using Aita.Exams.Stages.Ingest;
using Aita.Exams.Tests.Images;
using Aita.Simulator;
using SkiaSharp;

namespace Aita.Exams.Tests.Stages.Ingest;

/// <summary>The synthetic midterm as scans of every kind, read over HTTP by the simulated model.</summary>
public sealed class IngestSimulatorTests
{
    [Fact]
    public async Task RunAsync_ScansOfEveryKind_EndWithTheirStudents()
    {
        using var midterm = Midterm.Copy();
        var sample = Path.Join(Aita.Tests.Repository.Root, "samples", "midterm");
        Directory.CreateDirectory(midterm.Folder.BlankExam);
        foreach (var file in Directory.GetFiles(Path.Join(sample, "blank_exam")))
        {
            File.Copy(file, Path.Join(midterm.Folder.BlankExam, Path.GetFileName(file)));
        }

        Scan(midterm, "Nova Quill", pages => pages.Aggregate(new TestPdf(), (pdf, page) => pdf.Jpeg(page)));
        Scan(midterm, "Pixel Marsh", pages => pages.Aggregate(new TestPdf(), (pdf, page) => pdf.Flate(page)));
        Scan(midterm, "Juniper Voss", pages => pages.Aggregate(new TestPdf(), (pdf, page) => pdf.Fax(page)));
        Scan(midterm, "Tansy Orbit", pages => pages.Aggregate(new TestPdf(), (pdf, page) => pdf.Strips(page)));
        Scan(midterm, "Bramble Kite", pages => pages.Select((page, i) => TestPage.Turn(page, i + 1)).Aggregate(new TestPdf(), (pdf, page) => pdf.Jpeg(page)));
        Directory.Delete(midterm.Folder.Grouped, recursive: true);
        await using var server = await SimulatorServer.StartAsync(new() { Truth = SimulatedTruth.Midterm });

        var result = await IngestStage.RunAsync(await IngestPlan.ReadAsync(midterm.Folder), midterm.Executor(server));

        Assert.Equal(15, server.Traffic.Requests);
        Assert.Equal((15, 15, 0), (result.Manifest.Counts.Pages, result.Manifest.Counts.Assigned, result.Unresolved));
        Assert.All(result.Manifest.Pages, page => Assert.Equal($"scans/{page.Student}.pdf {page.PageInFile}", $"{page.Source} {page.ExamPage}"));
        Assert.All(result.Manifest.Pages, page => Assert.True(File.Exists(Path.Join(midterm.Folder.Root, page.File))));
        Assert.Equal([270, 180, 90], result.Manifest.Pages.Where(page => page.Student == "Bramble Kite").Select(page => page.Rotation));
    }

    private static void Scan(Midterm midterm, string student, Func<IReadOnlyList<SKBitmap>, TestPdf> write)
    {
        var pages = midterm.Folder.Student(student).ListPages().Select(file =>
        {
            using var decoded = SKBitmap.Decode(file);
            return decoded.Copy(SKColorType.Rgba8888);
        }).ToList();
        Directory.CreateDirectory(midterm.Folder.Scans);
        File.WriteAllBytes(Path.Join(midterm.Folder.Scans, $"{student}.pdf"), write(pages).ToBytes());
        pages.ForEach(page => page.Dispose());
    }
}
