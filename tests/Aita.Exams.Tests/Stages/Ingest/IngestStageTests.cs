using Aita.Exams.Stages.Ingest;
using Aita.Exams.Tests.Images;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Ingest;

public sealed class IngestStageTests
{
    [Fact]
    public async Task RunAsync_APdfAStackAndImages_PutsEveryPageIntoItsStudentsFolder()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1), desk.Page("Nova Quill", "S0001", 2), desk.Page("Nova Quill", "S0001", 3));
        desk.Pdf(
            "stack.pdf",
            desk.Page("Pixel Marsh", "S0002", 1), desk.Page("Pixel Marsh", "S0002", 2), desk.Page("Pixel Marsh", "S0002", 3),
            desk.Page("Juniper Voss", "S0003", 1), desk.Page("Juniper Voss", "S0003", 2));
        desk.Write("scans/loose/x.png", TestPage.Png(desk.Page("Juniper Voss", "S0003", 3)));

        var result = await desk.RunAsync();

        Assert.Equal(
            ["Juniper Voss/page_001.jpg", "Juniper Voss/page_002.jpg", "Juniper Voss/page_003.jpg", "Nova Quill/page_001.jpg", "Nova Quill/page_002.jpg",
                "Nova Quill/page_003.jpg", "Pixel Marsh/page_001.jpg", "Pixel Marsh/page_002.jpg", "Pixel Marsh/page_003.jpg"],
            desk.Grouped());
        Assert.Equal(9, desk.Requests);
        Assert.Equal((9, 9, true), (result.Manifest.Counts.Pages, result.Manifest.Counts.Assigned, result.Manifest.Counts.AddUp));
        Assert.Empty(result.Manifest.MissingPages);
        var nova = (await StudentRegister.ReadAsync(desk.Folder)).Find("Nova Quill")!;
        Assert.Equal(("Nova Quill", "S0001", 6), (nova.StudentName, nova.StudentId, nova.Pseudonym.Length));
        Assert.All(desk.Prompts, prompt => Assert.DoesNotContain("Quill", prompt, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task RunAsync_AJpegThatIsUpright_KeepsItsBytes()
    {
        using var desk = new ScanDesk();
        using var page = desk.Page("Nova Quill", "S0001", 1);
        desk.Pdf("a.pdf", page);

        await desk.RunAsync();

        Assert.Equal(TestPage.Jpeg(page), await File.ReadAllBytesAsync(Path.Join(desk.Folder.Student("Nova Quill").Pages, "page_001.jpg")));
    }

    [Fact]
    public async Task RunAsync_ASecondTime_SendsNothingAndChangesNothing()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1), TestPage.Turn(desk.Page("Nova Quill", "S0001", 2), 2), TestPage.Empty(), desk.Page("Wren Alder", "S0999", 3));
        await desk.RunAsync();
        var (requests, files, manifest) = (desk.Requests, desk.Grouped(), await File.ReadAllTextAsync(desk.Folder.IngestManifest));

        var plan = await IngestPlan.ReadAsync(desk.Folder, new() { Model = "scripted" });
        var result = await IngestStage.RunAsync(plan, desk.Executor());

        Assert.Equal(0, plan.Calls);
        Assert.Equal(requests, desk.Requests);
        Assert.Equal(files, desk.Grouped());
        Assert.All(result.Items, item => Assert.Equal(StageItemState.Kept, item.State));
        Assert.Equal(manifest, await File.ReadAllTextAsync(desk.Folder.IngestManifest));
    }

    [Fact]
    public async Task RunAsync_RotatedBlankDuplicateRescanAndMissing_AreAllFound()
    {
        using var desk = new ScanDesk();
        using var first = desk.Page("Nova Quill", "S0001", 1);
        using var second = desk.Page("Nova Quill", "S0001", 2);
        desk.Pdf("a.pdf", TestPage.Turn(first, 2), TestPage.Rescan(TestPage.Empty(), 4), second, second, TestPage.Rescan(second, 8));
        desk.Pdf("b.pdf", TestPage.Turn(desk.Page("Pixel Marsh", "S0002", 1), 1), desk.Page("Pixel Marsh", "S0002", 2), desk.Page("Pixel Marsh", "S0002", 3));

        var result = await desk.RunAsync();

        Assert.Equal(
            ["Nova Quill 1", "Blank", "Nova Quill 2", "Duplicate", "Duplicate", "Pixel Marsh 1", "Pixel Marsh 2", "Pixel Marsh 3"], ScanDesk.States(result));
        Assert.Equal([180, 0, 0, 0, 0, 270, 0, 0], result.Manifest.Pages.Select(page => page.Rotation));
        Assert.Equal([3], result.Manifest.MissingPages["Nova Quill"]);
        Assert.Equal(["Juniper Voss"], result.Manifest.StudentsWithoutScans);
        Assert.True(result.Manifest.Counts.AddUp);
        Assert.All(result.Manifest.Pages, page => Assert.True(File.Exists(Path.Join(desk.Folder.Root, page.File))));
    }

    [Fact]
    public async Task RunAsync_AnEmptySheetInPlaceOfAPage_IsNoPageAndThePageIsMissing()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1), TestPage.Empty(), desk.Page("Nova Quill", "S0001", 3));

        var result = await desk.RunAsync();

        Assert.Equal(["Nova Quill 1", "Blank", "Nova Quill 3"], ScanDesk.States(result));
        Assert.Equal([2], result.Manifest.MissingPages["Nova Quill"]);
        Assert.Equal(["Nova Quill/page_001.jpg", "Nova Quill/page_003.jpg"], desk.Grouped());
    }

    [Fact]
    public async Task RunAsync_AnExamWithAnEmptyPage_IsComplete()
    {
        using var desk = new ScanDesk();
        desk.Write(Path.Join("blank_exam", "page_2.png"), TestPage.Png(TestPage.Empty()));
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1), TestPage.Empty(), desk.Page("Nova Quill", "S0001", 3));

        var result = await desk.RunAsync();

        Assert.False(result.Manifest.MissingPages.ContainsKey("Nova Quill"));
        Assert.Equal(["Nova Quill/page_001.jpg", "Nova Quill/page_002.jpg", "Nova Quill/page_003.jpg"], desk.Grouped());
    }

    [Fact]
    public async Task RunAsync_SwappedPagesOfTwoStudents_AreNotWithTheWrongStudent()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1), desk.Page("Pixel Marsh", "S0002", 2), desk.Page("Nova Quill", "S0001", 3));
        desk.Pdf("b.pdf", desk.Page("Pixel Marsh", "S0002", 1), desk.Page("Nova Quill", "S0001", 2), desk.Page("Pixel Marsh", "S0002", 3));

        var result = await desk.RunAsync();

        Assert.Equal(["Nova Quill 1", "Pixel Marsh 2", "Nova Quill 3", "Pixel Marsh 1", "Nova Quill 2", "Pixel Marsh 3"], ScanDesk.States(result));
    }

    [Fact]
    public async Task RunAsync_DatesOfFiles_DoNotMatter()
    {
        using var desk = new ScanDesk(blankPages: 0);
        var key = desk.Strip("Nova Quill", "S0001");
        foreach (var (name, print) in (ReadOnlySpan<(string, int)>)[("p10.jpg", 3), ("p2.jpg", 2), ("p1.jpg", 1)])
        {
            using var page = TestPage.Draw(print, print == 1 ? key : 0, print);
            File.SetLastWriteTimeUtc(desk.Write($"scans/nova/{name}", TestPage.Jpeg(page)), new DateTime(2020, 1, 1, print, 0, 0, DateTimeKind.Utc));
        }

        var result = await desk.RunAsync();

        Assert.Equal(["scans/nova/p1.jpg", "scans/nova/p2.jpg", "scans/nova/p10.jpg"], result.Manifest.Pages.Select(page => page.Source));
        Assert.Equal(["Nova Quill 1", "Nova Quill 2", "Nova Quill 3"], ScanDesk.States(result));
    }

    [Fact]
    public async Task RunAsync_FilesThatCannotBeUsed_AreNamedAndTheRestGoesOn()
    {
        using var desk = new ScanDesk();
        using var page = desk.Page("Nova Quill", "S0001", 1);
        desk.Write("scans/1-locked.pdf", new TestPdf().Jpeg(page).ToBytes(encrypted: true));
        desk.Write("scans/2-broken.pdf", [.. "%PDF-1.4\n"u8, .. new byte[400]]);
        desk.Write("scans/3-notes.docx", [1, 2, 3, 4]);
        desk.Write("scans/4-drawn.pdf", new TestPdf().Vector().ToBytes());
        desk.Pdf("5.pdf", page);

        var result = await desk.RunAsync(new() { Renderer = new Exams.Images.PdftoppmRenderer("pdftoppm-that-is-not-there") });

        Assert.Equal(["Nova Quill/page_001.jpg"], desk.Grouped());
        var failed = result.Items.Where(item => item.State == StageItemState.Failed).ToDictionary(item => item.Name, item => item.Error!, StringComparer.Ordinal);
        Assert.Contains("password", failed["scans/1-locked.pdf"], StringComparison.Ordinal);
        Assert.Contains("damaged", failed["scans/2-broken.pdf"], StringComparison.Ordinal);
        Assert.Contains("use PDF, PNG", failed["scans/3-notes.docx"], StringComparison.Ordinal);
        Assert.Contains("apt-get install poppler-utils", failed["scans/4-drawn.pdf"], StringComparison.Ordinal);
        Assert.Equal((2, 1, 1), (result.Manifest.Counts.Pages, result.Manifest.Counts.Assigned, result.Manifest.Counts.Unassigned));
    }

    [Fact]
    public async Task RunAsync_StudentsOfOneName_HaveFoldersOfTheirOwn()
    {
        using var desk = new ScanDesk("Name,student_id\nSam Reed,S1001\nSam Reed,S2002\n");
        desk.Pdf("a.pdf", desk.Page("Sam Reed", "S1001", 1));
        desk.Pdf("b.pdf", desk.Page("Sam Reed", "S2002", 1));

        await desk.RunAsync();

        Assert.Equal(["Sam Reed (S1001)/page_001.jpg", "Sam Reed (S2002)/page_001.jpg"], desk.Grouped());
    }

    [Fact]
    public async Task RunAsync_AFailedStrip_IsReadInTheNextRunOnly()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1), desk.Page("Nova Quill", "S0001", 2));
        desk.Fails = request => request == 1;

        var first = await desk.RunAsync();
        desk.Fails = _ => false;
        var second = await desk.RunAsync();

        Assert.Single(first.Items, item => item.State == StageItemState.Failed);
        Assert.Equal(3, desk.Requests);
        Assert.Equal(["Nova Quill 1", "Nova Quill 2"], ScanDesk.States(second));
    }

    [Fact]
    public async Task RunAsync_AfterAKillBeforeTheEnd_PaysNothingTwice()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1), desk.Page("Nova Quill", "S0001", 2));
        await desk.RunAsync();
        File.Delete(desk.Folder.IngestManifest);

        var result = await desk.RunAsync();

        Assert.Equal(2, desk.Requests);
        Assert.Equal(["Nova Quill 1", "Nova Quill 2"], ScanDesk.States(result));
        Assert.Equal(["Nova Quill/page_001.jpg", "Nova Quill/page_002.jpg"], desk.Grouped());
    }

    [Fact]
    public async Task RunAsync_WithoutARoster_TakesNamesAsTheyAreRead()
    {
        using var desk = new ScanDesk(roster: null);
        desk.Pdf("a.pdf", desk.Page("Quill, Nova", "", 1), desk.Page("Nova Quil", "", 2));
        desk.Pdf("b.pdf", desk.Page("../../etc", "", 1));

        var result = await desk.RunAsync();

        Assert.Equal(["Nova Quill 1", "Nova Quill 2"], ScanDesk.States(result).Take(2));
        Assert.Equal(3, desk.Grouped().Count);
        Assert.Contains(result.Warnings, warning => warning.Contains("no list of students", StringComparison.Ordinal));
        Assert.StartsWith("_.._etc-", desk.Grouped()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_UpsideDownWithoutABlankExam_IsTurnedByWhatTheModelReads()
    {
        using var desk = new ScanDesk(blankPages: 0);
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1), TestPage.Turn(desk.Page("Nova Quill", "S0001", 2), 2));

        var result = await desk.RunAsync();

        Assert.Equal(["Nova Quill 1", "Nova Quill 2"], ScanDesk.States(result));
        Assert.Equal([0, 180], result.Manifest.Pages.Select(page => page.Rotation));
    }

    [Fact]
    public async Task RunAsync_FirstPagesOnly_ReadsOneStripAStudent()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1), desk.Page("Nova Quill", "S0001", 2), desk.Page("Nova Quill", "S0001", 3));
        desk.Pdf("b.pdf", desk.Page("Pixel Marsh", "S0002", 1), desk.Page("Pixel Marsh", "S0002", 2));

        var result = await desk.RunAsync(new() { FirstPagesOnly = true });

        Assert.Equal(2, desk.Requests);
        Assert.Equal(["Nova Quill 1", "Nova Quill 2", "Nova Quill 3", "Pixel Marsh 1", "Pixel Marsh 2"], ScanDesk.States(result));
    }

    [Fact]
    public async Task RunAsync_OptionsThatAreNotRepeated_StayAsTheyWere()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1), desk.Page("Nova Quill", "S0001", 2), desk.Page("Nova Quill", "S0001", 3));
        await desk.RunAsync(new() { NameStripPercent = 20, FirstPagesOnly = true, Stack = true });
        var (requests, manifest) = (desk.Requests, await File.ReadAllTextAsync(desk.Folder.IngestManifest));

        await desk.RunAsync();

        Assert.Equal((1, 1), (requests, desk.Requests));
        Assert.Equal(manifest, await File.ReadAllTextAsync(desk.Folder.IngestManifest));

        var said = await desk.RunAsync(new() { NameStripPercent = 12, FirstPagesOnly = false, Stack = false });

        Assert.All(said.Manifest.Pages, page => Assert.Equal(120, page.Strip!.Bottom));
        Assert.Equal(4, desk.Requests);
    }

    [Fact]
    public async Task RunAsync_AFileGivenTwice_IsTakenOnce()
    {
        using var desk = new ScanDesk();
        var path = desk.Pdf("a.pdf", desk.Page("Nova Quill", "S0001", 1));
        File.Copy(path, Path.Join(desk.Folder.Scans, "copy of a.pdf"));

        var result = await desk.RunAsync();

        Assert.Equal(1, desk.Requests);
        Assert.Equal(["Nova Quill 1", "Duplicate"], ScanDesk.States(result));
    }

    [Fact]
    public async Task RunAsync_HostileNames_AreEncodedInTheReport()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("<script>alert(1)</script>", "S0001", 1));

        await desk.RunAsync();

        var html = await File.ReadAllTextAsync(desk.Folder.In("ingest", "report.html"));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
    }
}
