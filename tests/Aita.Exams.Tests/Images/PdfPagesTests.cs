using Aita.Exams.Images;

namespace Aita.Exams.Tests.Images;

public sealed class PdfPagesTests
{
    [Fact]
    public void Read_OneJpeg_IsPassedThroughByteForByte()
    {
        using var page = TestPage.Draw(1, key: 5, writing: 1);

        var content = Only(new TestPdf().Jpeg(page));

        Assert.Equal(TestPage.Jpeg(page), content.Image.ToArray());
    }

    [Fact]
    public void Read_FlateAndFax_AreDecodedTheRightWayRound()
    {
        using var page = TestPage.Draw(2, key: 77, writing: 3);
        var expected = InkMask.Of(GrayPage.Decode(TestPage.Png(page))!);

        foreach (var pdf in new[] { new TestPdf().Flate(page), new TestPdf().Fax(page) })
        {
            var content = Only(pdf);

            Assert.False(content.MustBeDrawn);
            Assert.True(InkField.Likeness(InkMask.Of(GrayPage.Decode(content.Image.Span)!), expected) > 0.98);
        }
    }

    [Fact]
    public void Read_StripsVectorsAndPenStrokes_MustBeDrawn()
    {
        using var page = TestPage.Draw(1);

        Assert.True(Only(new TestPdf().Strips(page)).MustBeDrawn);
        Assert.True(Only(new TestPdf().Vector()).MustBeDrawn);
        Assert.True(Only(new TestPdf().Annotated(page)).MustBeDrawn);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public void Read_ARotatedPage_IsTurnedOrDrawn(int rotate)
    {
        using var page = TestPage.Draw(1);

        var content = Only(new TestPdf().Jpeg(page, rotate));

        Assert.True(content.MustBeDrawn || content.Quarters * 90 == rotate);
    }

    [Fact]
    public void Open_EncryptedOrDamaged_SaysSoInOneSentence()
    {
        using var page = TestPage.Draw(1);
        var whole = new TestPdf().Jpeg(page).ToBytes();

        Assert.Contains("protected by a password", PdfPages.Open(new TestPdf().Jpeg(page).ToBytes(encrypted: true)).Error, StringComparison.Ordinal);
        Assert.Contains("damaged", PdfPages.Open([.. "%PDF-1.5\n"u8, .. new byte[300]]).Error, StringComparison.Ordinal);
        var (cut, error) = PdfPages.Open(whole[..(whole.Length / 3)]);
        using (cut)
        {
            Assert.True(error is not null || cut!.Count >= 0);
        }
    }

    [Fact]
    public async Task RenderAsync_PdftoppmIsThere_DrawsThePageUpright()
    {
        using var temporary = new TemporaryFolder();
        using var page = TestPage.Draw(3, key: 9, writing: 4);
        await File.WriteAllBytesAsync(temporary.At("s.pdf"), new TestPdf().Vector().Strips(page).ToBytes());

        var drawn = await new PdftoppmRenderer().RenderAsync(temporary.At("s.pdf"), 2, 150, CancellationToken.None);

        Assert.Null(drawn.Error);

        // Drawn at another resolution the ink is not the same point for point, but much more alike than turned over.
        using var turned = TestPage.Turn(page, 2);
        var ink = InkMask.Of(GrayPage.Decode(drawn.Jpeg)!);
        var upright = InkField.Likeness(ink, InkMask.Of(GrayPage.Decode(TestPage.Png(page))!));
        Assert.InRange(upright, 0.6, 1.0);
        Assert.InRange(InkField.Likeness(ink, InkMask.Of(GrayPage.Decode(TestPage.Png(turned))!)), 0, upright / 2);
    }

    [Fact]
    public async Task RenderAsync_NoSuchProgram_SaysHowToInstallIt()
    {
        var drawn = await new PdftoppmRenderer("pdftoppm-that-is-not-there").RenderAsync("x.pdf", 4, 150, CancellationToken.None);

        Assert.Contains("Page 4", drawn.Error, StringComparison.Ordinal);
        Assert.Contains("apt-get install poppler-utils", drawn.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RenderAsync_APageThatIsNotThere_IsAnErrorAndNoException()
    {
        using var temporary = new TemporaryFolder();
        await File.WriteAllBytesAsync(temporary.At("v.pdf"), new TestPdf().Vector().ToBytes());

        Assert.Contains("could not be drawn", (await new PdftoppmRenderer().RenderAsync(temporary.At("v.pdf"), 9, 150, CancellationToken.None)).Error, StringComparison.Ordinal);
    }

    private static PdfPageContent Only(TestPdf pdf)
    {
        var (pages, error) = PdfPages.Open(pdf.ToBytes());
        using (pages)
        {
            Assert.Null(error);
            Assert.Equal(1, pages!.Count);
            return pages.Read(1);
        }
    }
}
