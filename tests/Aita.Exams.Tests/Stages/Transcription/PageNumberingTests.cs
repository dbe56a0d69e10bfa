using Aita.Exams.Stages.Transcription;

namespace Aita.Exams.Tests.Stages.Transcription;

public sealed class PageNumberingTests
{
    [Theory]
    [InlineData("page_001.png page_002.png page_004.png", "1 2 4", true)]
    [InlineData("page_002.jpg page_010.jpg", "2 10", true)]
    [InlineData("Page_1.JPG page_2.jpg", "1 2", true)]
    [InlineData("page_001.png page_002.png scan.png", "1 2 3", false)]
    [InlineData("page_000.png page_001.png", "1 2", false)]
    [InlineData("page_001.jpg page_001.png", "1 2", false)]
    [InlineData("page_001_a.jpg page_003_b.jpg", "1 2", false)]
    [InlineData("a.png b.png", "1 2", false)]
    public void Of_Names_GivesNumbers(string names, string numbers, bool isByName)
    {
        var numbering = PageNumbering.Of([.. names.Split(' ').Select(name => (name, 1))]);

        Assert.Equal(numbers, string.Join(' ', numbering.First));
        Assert.Equal(isByName, numbering.IsByName);
    }

    [Fact]
    public void Of_FilesOfSeveralPages_LeavesRoomForThem()
    {
        Assert.Equal([1, 4], PageNumbering.Of([("a.tif", 3), ("b.png", 1)]).First);
        Assert.Equal(new Numbering([2, 5], true).First, PageNumbering.Of([("page_002.tif", 3), ("page_005.png", 1)]).First);
        Assert.False(PageNumbering.Of([("page_002.tif", 3), ("page_004.png", 1)]).IsByName);
    }

    [Fact]
    public void Of_NoFiles_GivesNothing() => Assert.False(PageNumbering.Of([]).IsByName);
}
