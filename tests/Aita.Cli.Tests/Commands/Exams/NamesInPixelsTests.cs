using Aita.Exams.Workspace;
using Aita.Samples;
using Aita.Simulator;

namespace Aita.Cli.Tests.Commands.Exams;

/// <summary>No image that is sent once the names were read shows a name: looked at in its pixels, on the provider's side.</summary>
public sealed class NamesInPixelsTests
{
    [Fact]
    public async Task Run_AClassWithEveryTrouble_SendsNoNameAfterTheStrips()
    {
        var images = new SentImages();
        await using var world = await ClassAsync(images, Enum.GetValues<TroubleKind>());

        var result = await world.RunAsync("run", "-a", "midterm", "--workers", "8");

        Assert.Equal(ExitCodes.Success, result.Code);
        AssertNoName(images, atLeast: 80);
    }

    [Fact]
    public async Task Run_WithoutABlankExamToTellHowPagesLie_SendsNoNameAfterTheStrips()
    {
        var images = new SentImages();
        await using var world = await ClassAsync(images, [TroubleKind.UpsideDown, TroubleKind.Sideways, TroubleKind.NoNameOnAPage]);
        var folder = AssignmentFolder.Open(world.PathTo("data"), "midterm");
        var result = await world.RunAsync("extract-questions", "-a", "midterm");
        Directory.Delete(folder.BlankExam, recursive: true);

        await world.RunAsync("ingest", "-a", "midterm", "--names", "first");

        result = await world.RunAsync("transcribe", "-a", "midterm", "--workers", "8");

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

    private static async Task<CliWorld> ClassAsync(SentImages images, IReadOnlyList<TroubleKind> kinds)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var source = Path.Join(Path.GetTempPath(), $"aita-names-{Guid.NewGuid():N}");
        await ClassWriter.WriteAsync(source, Math.Max(5, ClassPlan.StudentsFor(kinds)), seed: 1, kinds, cancellation);
        var world = await CliWorld.StartAsync(new()
        {
            Truth = await SimulatedTruth.LoadAsync(Path.Join(source, ClassWriter.TruthFile), cancellation),
            ReadingNoise = 0,
            Faults = new() { Script = images.Look },
        });
        Directory.CreateDirectory(world.PathTo("data"));
        Directory.Move(source, world.PathTo("data/midterm"));
        return world;
    }
}
