using System.Text.Json;
using Aita.Exams.Workspace;

namespace Aita.Cli.Tests.Commands.Exams;

public sealed class TranscribeCommandTests
{
    [Fact]
    public async Task Transcribe_TwiceOverHttp_PaysOnce()
    {
        await using var world = await CliWorld.StartAsync();
        var folder = await world.AddMidtermAsync();

        var first = await world.RunAsync("transcribe", "-a", "midterm");
        var second = await world.RunAsync("transcribe", "-a", "midterm");

        Assert.Equal(ExitCodes.Success, first.Code);
        Assert.Contains("sends      15 page images", first.Error, StringComparison.Ordinal);
        Assert.Contains("on this machine", first.Error, StringComparison.Ordinal);
        Assert.Contains("transcribe: 15 of 15 succeeded", first.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.TranscriptionIndex));
        Assert.Equal(15, world.Server.Traffic.Requests);
        Assert.Equal(ExitCodes.Success, second.Code);
        Assert.Contains("kept       15 from earlier runs", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transcribe_ADamagedPage_ExitsWithTwoAndNamesIt()
    {
        await using var world = await CliWorld.StartAsync();
        var folder = await world.AddMidtermAsync();
        await File.WriteAllTextAsync(folder.Student("Nova Quill").ListPages()[1], "not an image", TestContext.Current.CancellationToken);

        var result = await world.RunAsync("transcribe", "-a", "midterm", "--json", "--no-html");

        Assert.Equal(ExitCodes.SomeFailed, result.Code);
        Assert.Contains("failed: Nova Quill, page 2 (page_002.jpg): The file is not an image", result.Error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(result.Out);
        Assert.Equal(14, json.RootElement.GetProperty("items").GetProperty("made").GetInt32());
        var pseudonym = (await StudentRegister.OpenAsync(folder, TestContext.Current.CancellationToken)).Find("Nova Quill")!.Pseudonym;
        Assert.Equal($"transcribe/{pseudonym}/page_002", json.RootElement.GetProperty("failures")[0].GetProperty("id").GetString());
        Assert.False(File.Exists(folder.TranscriptionIndex));
    }

    [Fact]
    public async Task Transcribe_OneStudent_SendsOnlyThosePages()
    {
        await using var world = await CliWorld.StartAsync();
        await world.AddMidtermAsync();

        var result = await world.RunAsync("transcribe", "-a", "midterm", "--student", "pixel marsh");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Equal(3, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task Transcribe_DryRunAsJson_GivesCallsAndCost()
    {
        await using var world = await CliWorld.StartAsync();
        world.Time = new PatientTime();
        await world.AddMidtermAsync();

        var result = await world.RunAsync("transcribe", "-a", "midterm", "--dry-run", "--json");

        using var json = JsonDocument.Parse(result.Out);
        Assert.Equal(15, json.RootElement.GetProperty("calls").GetInt32());
        Assert.InRange(json.RootElement.GetProperty("cost_usd").GetProperty("high").GetDecimal(), 0.01m, 0.2m);
        Assert.Equal(0, world.Server.Traffic.Requests);
    }

    [Theory]
    [InlineData("names on the paper included; the printed questions; no file names")]
    [InlineData("names on the paper masked; the printed questions; no file names", "--name-strip", "12")]
    [InlineData("names on the paper masked; no file names", "--redact", "on", "--no-question-mapping")]
    [InlineData("names on the paper included; the printed questions; no file names", "--redact", "off", "--name-strip", "12")]
    public async Task Transcribe_DryRun_SaysWhatLeavesTheMachine(string expected, params string[] options)
    {
        await using var world = await CliWorld.StartAsync();
        await world.AddMidtermAsync();

        var result = await world.RunAsync(["transcribe", "-a", "midterm", "--dry-run", .. options]);

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Contains($"with all that is written on them, {expected}", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transcribe_NamesThatMustBeMaskedAndCannotBe_SendsNothing()
    {
        await using var world = await CliWorld.StartAsync();
        await world.AddMidtermAsync();

        var result = await world.RunAsync("transcribe", "-a", "midterm", "--redact", "on");

        Assert.Equal(ExitCodes.SomeFailed, result.Code);
        Assert.Contains("The page is not sent: it is not known where the name stands on it", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task Transcribe_AWrongSize_ExitsWithOneSentence()
    {
        await using var world = await CliWorld.StartAsync();
        await world.AddMidtermAsync();

        var result = await world.RunAsync("transcribe", "-a", "midterm", "--max-side", "10", "--quality", "0");

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains("MaxSide is 10; set it to 256 to 10000. JpegQuality is 0", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Transcribe_ForcedAndInterrupted_BuysEveryPageOnceMoreAndNotTwice(bool forceAgain)
    {
        CliWorld? current = null;
        await using var world = await CliWorld.StartAsync(new()
        {
            Faults = new()
            {
                Script = request =>
                {
                    if (request.Sequence == 15 + 4)
                    {
                        current!.Interrupts.Raise();
                    }

                    return null;
                },
            },
        });
        current = world;
        await world.AddMidtermAsync();
        await world.RunAsync("transcribe", "-a", "midterm");

        var stopped = await world.RunAsync("transcribe", "-a", "midterm", "--force", "--workers", "1");
        var resumed = await world.RunAsync(["transcribe", "-a", "midterm", .. forceAgain ? (string[])["--force"] : []]);

        Assert.Equal(ExitCodes.Interrupted, stopped.Code);
        Assert.Equal(ExitCodes.Success, resumed.Code);
        Assert.Contains("goes on with the run with --force", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(30, world.Server.Traffic.Requests);
    }

    [Fact]
    public async Task Transcribe_Interrupted_ExitsWith130AndGoesOnWhereItStopped()
    {
        CliWorld? current = null;
        await using var world = await CliWorld.StartAsync(new()
        {
            Faults = new()
            {
                Script = request =>
                {
                    if (request.Sequence == 4)
                    {
                        current!.Interrupts.Raise();
                    }

                    return null;
                },
            },
        });
        current = world;
        await world.AddMidtermAsync();

        var stopped = await world.RunAsync("transcribe", "-a", "midterm", "--workers", "1");
        var sent = world.Server.Traffic.Requests;
        var resumed = await world.RunAsync("transcribe", "-a", "midterm");

        Assert.Equal(ExitCodes.Interrupted, stopped.Code);
        Assert.Contains("Resume with: aita transcribe -a midterm --workers 1", stopped.Error, StringComparison.Ordinal);
        Assert.InRange(sent, 5, 14);
        Assert.Equal(ExitCodes.Success, resumed.Code);
        Assert.Equal(15, world.Server.Traffic.Requests);
        Assert.Equal(0, world.Server.Traffic.RepeatedRequests);
    }
}
