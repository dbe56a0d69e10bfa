using Aita.Exams.Images;
using Aita.Samples;

namespace Aita.Exams.Tests.Samples;

/// <summary>Files of every kind, read as the product reads them, show the simulated provider what was written.</summary>
public sealed class ScanKindTests
{
    public static TheoryData<string> Kinds => [.. Enum.GetNames<ScanKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Make_AnyKind_ItsPagesCanBeRead(string kind)
    {
        using var folder = new TemporaryFolder();
        var plan = ClassPlan.Make(students: 1, seed: 7, kinds: []);
        var student = plan.Students[0];
        Sheet[] sheets = kind == nameof(ScanKind.Jpeg) ? [new(student, 2)] : [new(student, 2), new(student, 4)];
        var truth = ExamTruth.Of(plan);
        await using var eye = await SimulatedEye.OpenAsync(truth);

        var files = new SheetPainter(seed: 7).Make(new ScanFile("file", Enum.Parse<ScanKind>(kind), sheets)).ToList();
        var images = new List<byte[]>();
        foreach (var (path, content) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.At(path))!);
            await File.WriteAllBytesAsync(folder.At(path), content);
            images.AddRange(await ImagesOfAsync(folder.At(path), content));
        }

        Assert.Equal(sheets.Length, images.Count);
        for (var i = 0; i < sheets.Length; i++)
        {
            var page = truth.Students[0].Pages.Single(page => page.Page == sheets[i].Page);
            Assert.Equal($"{student.Name} {student.Id} {page.Page}", await eye.ReadStripAsync(images[i]));
            Assert.Equal(page.Answers.Select(answer => $"{answer.QuestionId}: {answer.Text}"), await eye.ReadBlocksAsync(images[i]));
        }
    }

    [Theory]
    [InlineData(nameof(ScanKind.JpegPdf), false)]
    [InlineData(nameof(ScanKind.GrayJpegPdf), false)]
    [InlineData(nameof(ScanKind.FlatePdf), false)]
    [InlineData(nameof(ScanKind.FaxPdf), false)]
    [InlineData(nameof(ScanKind.StripPdf), true)]
    [InlineData(nameof(ScanKind.TabletPdf), true)]
    public void Make_PdfOfAnyKind_GivesItsImageOrMustBeDrawn(string kind, bool mustBeDrawn)
    {
        var student = ClassPlan.Make(students: 1, seed: 3, kinds: []).Students[0];
        var (_, pdf) = Assert.Single(new SheetPainter(seed: 3).Make(new ScanFile("file.pdf", Enum.Parse<ScanKind>(kind), [new(student, 1)])));

        using var pages = PdfPages.Open(pdf).Pages!;

        Assert.Equal(1, pages.Count);
        Assert.Equal(mustBeDrawn, pages.Read(1).MustBeDrawn);
    }

    [Fact]
    public void Make_SecondScanOfASheet_HasOtherPixelsAndTheSameWriting()
    {
        var student = ClassPlan.Make(students: 1, seed: 3, kinds: []).Students[0];
        var sheet = new Sheet(student, 3);
        var painter = new SheetPainter(seed: 3);

        byte[] Jpeg(Sheet one) => painter.Make(new ScanFile("one.jpg", ScanKind.Jpeg, [one])).Single().Content;

        Assert.Equal(Jpeg(sheet), Jpeg(sheet));
        Assert.NotEqual(Jpeg(sheet), Jpeg(sheet with { Scan = 2 }));
        var (first, second) = (InkGrid.Of(InkMask.Of(GrayPage.Decode(Jpeg(sheet))!)), InkGrid.Of(InkMask.Of(GrayPage.Decode(Jpeg(sheet with { Scan = 2 }))!)));
        Assert.True(first.Likeness(second) > 0.9);
    }

    /// <summary>What a model would be shown.</summary>
    private static async Task<IReadOnlyList<byte[]>> ImagesOfAsync(string path, byte[] content)
    {
        if (content.AsSpan(0, 4).SequenceEqual("%PDF"u8))
        {
            return await ImagesOfPdfAsync(path, content);
        }

        var prepared = await PageImagePreparer.PrepareFileAsync(path);
        Assert.All(prepared, page => Assert.Null(page.Error));
        return [.. prepared.Select(page => page.Bytes.ToArray())];
    }

    private static async Task<IReadOnlyList<byte[]>> ImagesOfPdfAsync(string path, byte[] content)
    {
        using var pages = PdfPages.Open(content).Pages!;
        var images = new List<byte[]>();
        for (var number = 1; number <= pages.Count; number++)
        {
            var page = pages.Read(number);
            var drawn = page.MustBeDrawn ? await new PdftoppmRenderer().RenderAsync(path, number, 150, CancellationToken.None) : null;
            Assert.Null(drawn?.Error);
            images.Add(drawn?.Jpeg ?? page.Image.ToArray());
        }

        return images;
    }
}
