using Aita.Exams.Images;
using Aita.Tests;
using SkiaSharp;

namespace Aita.Exams.Tests.Images;

/// <summary>The pages of the synthetic midterm, which are askew, noisy and full of handwriting.</summary>
public sealed class SampleLookTests
{
    [Fact]
    public void Of_EveryPageOfTheMidtermTurnedAnyWay_IsFound()
    {
        var sample = Path.Join(Repository.Root, "samples", "midterm");
        var blank = BlankExam.Of(Directory.GetFiles(Path.Join(sample, "blank_exam")).Order(StringComparer.Ordinal).Select(file => InkMask.Of(GrayPage.Decode(File.ReadAllBytes(file))!)));
        var files = Directory.GetFiles(Path.Join(sample, "grouped"), "page_*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(15, files.Count);
        for (var i = 0; i < files.Count; i++)
        {
            using var page = SKBitmap.Decode(files[i]);
            using var turned = TestPage.Turn(page, i % 4);

            var look = PageLook.Of(GrayPage.Decode(TestPage.Jpeg(turned))!, blank, 0.12);

            Assert.Equal(($"page_{look.Match?.Page:000}.jpg", (4 - (i % 4)) % 4), (Path.GetFileName(files[i]), look.Quarters));
            Assert.False(look.IsBlank);
        }
    }
}
