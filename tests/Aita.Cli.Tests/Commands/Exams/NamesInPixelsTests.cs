using Aita.Exams.Workspace;
using Aita.Samples;

namespace Aita.Cli.Tests.Commands.Exams;

/// <summary>No image that is sent once the names were read shows a name: looked at in its pixels, on the provider's side.</summary>
public sealed class NamesInPixelsTests
{
    [Fact]
    public async Task Run_AClassWithEveryTrouble_SendsNoNameAfterTheStrips()
    {
        var images = new SentImages();
        await using var world = await ClassWorld.StartAsync(Enum.GetValues<TroubleKind>(), images.Look);

        var result = await world.RunAsync("run", "-a", "midterm", "--workers", "8");

        Assert.Equal(ExitCodes.Success, result.Code);
        AssertNoName(images, atLeast: 80);
    }

    [Fact]
    public async Task Run_WithoutABlankExamToTellHowPagesLie_SendsNoNameAfterTheStrips()
    {
        var images = new SentImages();
        await using var world = await ClassWorld.StartAsync([TroubleKind.UpsideDown, TroubleKind.Sideways, TroubleKind.NoNameOnAPage], images.Look);
        var folder = AssignmentFolder.Open(world.PathTo("data"), "midterm");
        await world.RunAsync("extract-questions", "-a", "midterm");
        Directory.Delete(folder.BlankExam, recursive: true);
        await world.RunAsync("ingest", "-a", "midterm", "--names", "first");

        var result = await world.RunAsync("transcribe", "-a", "midterm", "--workers", "8");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Contains("which way up", result.Error, StringComparison.Ordinal);
        AssertNoName(images, atLeast: 15);
    }

    private static void AssertNoName(SentImages images, int atLeast)
    {
        Assert.Contains(images.Strips, strip => strip.Head is { Student.Length: > 0 });
        Assert.True(images.Others.Count >= atLeast, $"Only {images.Others.Count} pages were sent.");
        Assert.DoesNotContain(images.Others, page => page.Head is { Student.Length: > 0 });
    }
}
