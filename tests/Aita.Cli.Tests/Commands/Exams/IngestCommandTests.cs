using System.Text.Json;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;
using Aita.Simulator;

namespace Aita.Cli.Tests.Commands.Exams;

public sealed class IngestCommandTests
{
    [Fact]
    public async Task Ingest_TwiceOverHttp_AccountsForEveryPageAndPaysOnce()
    {
        await using var world = await CliWorld.StartAsync(new() { Truth = SimulatedTruth.Midterm });
        var folder = await ScansAsync(world);

        var first = await world.RunAsync("ingest", "-a", "midterm");
        var second = await world.RunAsync("smart-group", "-a", "midterm", "--json");

        Assert.Equal(ExitCodes.Success, first.Code);
        Assert.Contains("sends      at most 3 name strips", first.Error, StringComparison.Ordinal);
        Assert.Contains("pages      3 in = ", first.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.IngestManifest));
        Assert.Equal(ExitCodes.Success, second.Code);
        using var json = JsonDocument.Parse(second.Out);
        Assert.Equal(3, json.RootElement.GetProperty("items").GetProperty("kept").GetInt32());
        Assert.Equal(3, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task IngestAndRun_WithoutTheHeightThatWasGivenBefore_KeepIt()
    {
        await using var world = await CliWorld.StartAsync(new() { Truth = SimulatedTruth.Midterm });
        var folder = await ScansAsync(world);
        await world.RunAsync("ingest", "-a", "midterm", "--name-strip", "20");

        await world.RunAsync("ingest", "-a", "midterm");
        var afterIngest = await IngestManifest.TryReadAsync(folder, TestContext.Current.CancellationToken);
        await world.RunAsync("run", "-a", "midterm", "--no-report");
        var afterRun = await IngestManifest.TryReadAsync(folder, TestContext.Current.CancellationToken);

        Assert.All(afterIngest!.Pages, page => Assert.Equal(200, page.Strip!.Bottom));
        Assert.All(afterRun!.Pages, page => Assert.Equal(200, page.Strip!.Bottom));
    }

    [Theory]
    [InlineData("purge", "--everything")]
    [InlineData("status", null)]
    public async Task AnyCommand_AMistypedNameInADataFolderThatIsAnExam_IsRefused(string command, string? option)
    {
        await using var world = CliWorld.Create();
        Directory.CreateDirectory(world.PathTo("data/grouped/Nova Quill"));
        await File.WriteAllTextAsync(world.PathTo("data/grouped/Nova Quill/page_001.jpg"), "x", TestContext.Current.CancellationToken);
        string[] args = [command, "-a", "mitderm", .. option is null ? [] : new[] { option, "--yes" }];

        var result = await world.RunAsync(args);

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains("There is no assignment 'mitderm'", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(world.PathTo("data/grouped/Nova Quill/page_001.jpg")));
    }

    [Fact]
    public async Task Ingest_FilesThatAreThereAlready_AreMentioned()
    {
        await using var world = await CliWorld.StartAsync(new() { Truth = SimulatedTruth.Midterm });
        var folder = await ScansAsync(world);
        var first = await world.RunAsync("ingest", "-a", "midterm");

        var second = await world.RunAsync("ingest", "-a", "midterm");
        File.Copy(Directory.GetFiles(folder.Scans).Order(StringComparer.Ordinal).First(), world.PathTo("again.jpg"));
        var third = await world.RunAsync("ingest", "-a", "midterm", world.PathTo("again.jpg"), "--dry-run");

        Assert.DoesNotContain("already taken in", first.Error, StringComparison.Ordinal);
        Assert.Contains("  scans      3 files already taken in, no new ones", second.Error, StringComparison.Ordinal);
        Assert.Contains("already taken in", third.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ingest_DryRunAsJson_GivesCallsAndSendsNothing()
    {
        await using var world = await CliWorld.StartAsync();
        await ScansAsync(world);

        var result = await world.RunAsync("ingest", "-a", "midterm", "--dry-run", "--json");

        using var json = JsonDocument.Parse(result.Out);
        Assert.Equal(3, json.RootElement.GetProperty("calls").GetInt32());
        Assert.Equal(0, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task Ingest_OnlyAFileThatCannotBeUsed_ExitsWithTwoAndNamesIt()
    {
        await using var world = await CliWorld.StartAsync();
        await world.AddMidtermAsync();
        await File.WriteAllTextAsync(world.PathTo("notes.pdf"), "not a PDF", TestContext.Current.CancellationToken);

        var result = await world.RunAsync("ingest", "-a", "midterm", world.PathTo("notes.pdf"));

        Assert.Equal(ExitCodes.SomeFailed, result.Code);
        Assert.Contains("notes.pdf: It is neither a PDF nor an image", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ingest_NoSuchPath_IsOneSentence()
    {
        await using var world = await CliWorld.StartAsync();
        await world.AddMidtermAsync();

        var result = await world.RunAsync("ingest", "-a", "midterm", "nowhere.pdf");

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains("There is no file or folder", result.Error, StringComparison.Ordinal);
    }

    /// <summary>The pages of one student as scans.</summary>
    private static async Task<AssignmentFolder> ScansAsync(CliWorld world)
    {
        var folder = await world.AddMidtermAsync();
        Directory.Move(folder.Student("Nova Quill").Pages, folder.Scans);
        Directory.Delete(folder.Grouped, recursive: true);
        return folder;
    }
}
