using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aita.Samples;
using Aita.Simulator;

namespace Aita.Cli.Tests.Commands.Exams;

public sealed class RunOfferTests
{
    private static readonly SimulatorOptions Class = new() { Truth = SimulatedTruth.Midterm, ReadingNoise = 0 };

    [Fact]
    public async Task Run_TheSample_SendsNoMoreThanItSaidAndSaysItFirst()
    {
        await using var world = await CliWorld.StartAsync(Class);
        await world.RunAsync("init", "practice", "--sample");

        var dry = await world.RunAsync("run", "-a", "practice", "--dry-run", "--json");
        var result = await world.RunAsync("run", "-a", "practice", "--workers", "8");
        var sent = world.Server.Traffic.Requests;
        var again = await world.RunAsync("run", "-a", "practice");

        var lines = result.Error.Split('\n');
        Assert.Matches(@"^run: about \d+ calls, at most \d+ if the exam has no more than 30 questions, to ", lines[0]);
        Assert.StartsWith("  ingest ", lines[1], StringComparison.Ordinal);
        Assert.InRange(sent, 1, AtMost(result));
        Assert.Equal(AtMost(result), JsonElement.Parse(dry.Out).GetProperty("calls_at_most").GetInt32());
        Assert.StartsWith("run: 0 calls to ", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AClassWithTrouble_SendsNoMoreThanItSaid()
    {
        await using var world = await ClassWorld.StartAsync(
            [TroubleKind.UpsideDown, TroubleKind.BlankSheet, TroubleKind.Duplicate, TroubleKind.MissingPage, TroubleKind.Injection, TroubleKind.NoScan, TroubleKind.NotOnRoster]);

        var result = await world.RunAsync("run", "-a", "midterm", "--workers", "8", "--second-reader");

        Assert.InRange(world.Server.Traffic.Requests, 1, AtMost(result));
    }

    [Fact]
    public async Task Run_AfterAnAnswerThatFailed_SaysThatItIsAskedAgain()
    {
        var isBroken = true;
        await using var world = await CliWorld.StartAsync(new()
        {
            Truth = SimulatedTruth.Midterm,
            ReadingNoise = 0,
            Faults = new() { Script = request => isBroken && request.Text.Contains("\nQuestion 5 (", StringComparison.Ordinal) ? new Fault(FaultKind.Refused) : null },
        });
        await world.RunAsync("init", "practice", "--sample");
        await world.RunAsync("run", "-a", "practice", "--workers", "8");
        var before = world.Server.Traffic.Requests;
        isBroken = false;

        var result = await world.RunAsync("run", "-a", "practice", "--workers", "8");

        Assert.InRange(world.Server.Traffic.Requests - before, 1, AtMost(result));
    }

    [Fact]
    public async Task Run_AfterAPageThatAPersonCorrected_SaysThatItsAnswersMayBeGradedAgain()
    {
        await using var world = await GradedAsync();
        var before = world.Server.Traffic.Requests;
        var page = Directory.GetFiles(world.PathTo("data/practice/transcription_results/Nova Quill"), "page_001_transcription.json", SearchOption.AllDirectories).Single();
        var text = await File.ReadAllTextAsync(page);
        var edited = Regex.Replace(text, "(?<start>\"(transcribed_text|text)\": \")", "${start}By hand: ", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.NotEqual(text, edited);
        await File.WriteAllTextAsync(page, edited);

        var result = await world.RunAsync("run", "-a", "practice");

        Assert.InRange(world.Server.Traffic.Requests - before, 1, AtMost(result));
    }

    [Fact]
    public async Task Run_AfterAnotherRubricWasGiven_SaysThatItsAnswersMayBeGradedAgain()
    {
        await using var world = await GradedAsync();
        var before = world.Server.Traffic.Requests;
        await File.WriteAllTextAsync(
            world.PathTo("data/practice/rubrics/user_rubrics.json"),
            """{"2": {"total_points": 6, "criteria": [{"points": 4, "description": "Finds the speed."}, {"points": 2, "description": "Names the unit."}]}}""");

        var result = await world.RunAsync("run", "-a", "practice");

        Assert.InRange(world.Server.Traffic.Requests - before, 1, AtMost(result));
    }

    [Fact]
    public async Task Run_AfterAStudentWasAddedToTheRoster_SaysThatThePagesMayBeRead()
    {
        await using var world = await CliWorld.StartAsync(Class);
        await world.RunAsync("init", "practice", "--sample");
        var roster = world.PathTo("data/practice/roster.csv");
        var all = await File.ReadAllLinesAsync(roster);
        await File.WriteAllLinesAsync(roster, all.Where(line => !line.Contains("Nova", StringComparison.Ordinal)));
        await world.RunAsync("run", "-a", "practice", "--workers", "8");
        var before = world.Server.Traffic.Requests;
        var unchanged = await world.RunAsync("run", "-a", "practice");
        await File.WriteAllLinesAsync(roster, all);

        var result = await world.RunAsync("run", "-a", "practice");

        Assert.StartsWith("run: 0 calls to ", unchanged.Error, StringComparison.Ordinal);
        Assert.InRange(world.Server.Traffic.Requests - before, 1, AtMost(result));
    }

    [Fact]
    public async Task Run_OneStudentForced_OffersNotTheWholeClass()
    {
        await using var world = await GradedAsync();
        var before = world.Server.Traffic.Requests;

        var result = await world.RunAsync("run", "-a", "practice", "--force", "--student", "Nova Quill");

        Assert.InRange(world.Server.Traffic.Requests - before, 1, AtMost(result));
        Assert.InRange(AtMost(result), 1, 3 + 7); // its pages and its answers
    }

    [Fact]
    public async Task Ingest_AStackWithABlankExamAndFirstNamesOnly_SendsNoMoreThanItSaid()
    {
        await using var world = await CliWorld.StartAsync(Class);
        await world.RunAsync("init", "practice", "--sample");

        var dry = await world.RunAsync("ingest", "-a", "practice", "--names", "first", "--dry-run", "--json");
        await world.RunAsync("ingest", "-a", "practice", "--names", "first");

        Assert.InRange(world.Server.Traffic.Requests, 1, JsonElement.Parse(dry.Out).GetProperty("calls_at_most").GetInt32());
    }

    private static async Task<CliWorld> GradedAsync()
    {
        var world = await CliWorld.StartAsync(Class);
        await world.RunAsync("init", "practice", "--sample");
        await world.RunAsync("run", "-a", "practice", "--workers", "8");
        return world;
    }

    /// <summary>The bound that the first line names; where there is one number, it is that.</summary>
    private static int AtMost(CliResult result)
    {
        var match = Regex.Match(
            result.Error.Split('\n')[0], @"^run: (?:about \d+ calls, at most )?(?<calls>\d+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.True(match.Success, result.Error);
        return int.Parse(match.Groups["calls"].Value, CultureInfo.InvariantCulture);
    }
}
