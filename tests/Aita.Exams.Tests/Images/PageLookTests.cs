using Aita.Exams.Images;
using SkiaSharp;

namespace Aita.Exams.Tests.Images;

public sealed class PageLookTests
{
    private const double Strip = 0.12;

    private static readonly BlankExam Blank = MakeBlank(4);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(4, 2)]
    public void Of_AnyOrientationWithABlankExam_FindsPageAndTurn(int page, int quarters)
    {
        using var upright = TestPage.Draw(page, key: 40 + page, writing: 11 * page);
        using var scan = TestPage.Rescan(upright, seed: page);
        using var turned = TestPage.Turn(scan, quarters);

        var look = PageLook.Of(Gray(turned), Blank, Strip);

        Assert.Equal((page, (4 - quarters) % 4), (look.Match!.Page, look.Quarters));
        Assert.True(look is { IsTurnKnown: true, IsBlank: false, HasStrip: true });
    }

    [Fact]
    public void Of_AnotherExamsPage_MatchesNothing()
    {
        using var page = TestPage.Draw(77, key: 3, writing: 5);

        Assert.Null(PageLook.Of(Gray(page), Blank, Strip).Match?.Page);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Of_SidewaysWithoutABlankExam_IsSeen(int quarters)
    {
        using var page = TestPage.Draw(2, key: 3, writing: 5);
        using var turned = TestPage.Turn(page, quarters);

        var look = PageLook.Of(Gray(turned), BlankExam.None, Strip);

        Assert.Equal(1, look.Quarters);
        Assert.False(look.IsTurnKnown);
        Assert.Equal(0, PageLook.Of(Gray(page), BlankExam.None, Strip).Quarters);
    }

    [Fact]
    public void Of_EmptyPaperWithNoiseDustAndShadow_IsBlank()
    {
        using var empty = TestPage.Empty();
        using (var canvas = new SKCanvas(empty))
        {
            using var dust = new SKPaint { Color = SKColors.Gray };
            using var black = new SKPaint { Color = SKColors.Black };
            canvas.DrawRect(300, 600, 3, 3, dust);
            canvas.DrawRect(500, 800, 2, 4, dust);
            canvas.DrawRect(0, 0, 12, TestPage.Height, black);
        }

        using var scan = TestPage.Rescan(empty, seed: 3, dx: 0, dy: 0);

        Assert.True(PageLook.Of(Gray(scan), BlankExam.None, Strip) is { IsBlank: true, HasStrip: false });
    }

    [Fact]
    public void Of_OneShortFaintWord_IsNotBlank()
    {
        using var page = TestPage.Empty();
        using (var canvas = new SKCanvas(page))
        {
            using var pencil = new SKPaint { Color = new SKColor(150, 150, 150), StrokeWidth = 3, Style = SKPaintStyle.Stroke };
            canvas.DrawLine(400, 500, 420, 530, pencil);
            canvas.DrawLine(420, 530, 435, 495, pencil);
        }

        Assert.False(PageLook.Of(Gray(page), BlankExam.None, Strip).IsBlank);
    }

    [Fact]
    public void Likeness_RescanAndAnotherStudentsSheet_AreFarApart()
    {
        using var sheet = TestPage.Draw(1, key: 12, writing: 5);
        using var rescan = TestPage.Rescan(sheet, seed: 9);
        using var other = TestPage.Draw(1, key: 60, writing: 6);

        Assert.True(InkField.Likeness(Mask(sheet), Mask(rescan)) > 0.97);
        Assert.True(InkField.Likeness(Mask(sheet), Mask(other)) < 0.9);
    }

    private static GrayPage Gray(SKBitmap bitmap) => GrayPage.Decode(TestPage.Jpeg(bitmap))!;

    private static InkMask Mask(SKBitmap bitmap) => InkMask.Of(Gray(bitmap));

    private static BlankExam MakeBlank(int pages) => BlankExam.Of(Enumerable.Range(1, pages).Select(page =>
    {
        using var blank = TestPage.Draw(page);
        return InkMask.Of(Gray(blank));
    }));
}
