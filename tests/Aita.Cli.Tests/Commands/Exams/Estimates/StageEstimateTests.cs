namespace Aita.Cli.Tests.Commands.Exams;

public sealed class StageEstimateTests
{
    [Fact]
    public async Task Grade_Estimate_RunsAPilotThatTheRunDoesNotPayForAgain()
    {
        await using var world = await GradingCommandTests.StartAsync();
        var folder = await GradingCommandTests.PrepareAsync(world);
        var before = world.Server.Traffic.Requests;

        var pilot = await world.RunAsync("grade", "-a", "midterm", "--estimate");

        var sent = world.Server.Traffic.Requests - before;
        Assert.Equal(ExitCodes.Success, pilot.Code);
        Assert.InRange(sent, 10, 20);
        Assert.Contains("pilot      only 20 of them now", pilot.Error, StringComparison.Ordinal);
        Assert.Contains("20 of 20 succeeded", pilot.Error, StringComparison.Ordinal);
        Assert.Matches(@"^grade: \d+ requests, \d+ of them in the pilot for \$0\.\d+", pilot.Out);
        Assert.Contains("(90 %), in all", pilot.Out, StringComparison.Ordinal);
        Assert.Contains("that are left", pilot.Out, StringComparison.Ordinal);
        Assert.Contains("  limit      ", pilot.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.GradingSummary));
        Assert.All(folder.ListStudents(), student => Assert.False(File.Exists(student.Gradings)));

        var run = await world.RunAsync("grade", "-a", "midterm");

        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Contains("(20 taken from the checkpoint)", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, world.Server.Traffic.RepeatedRequests);
        Assert.True(File.Exists(folder.GradingSummary));

        var nothing = await world.RunAsync("grade", "-a", "midterm", "--estimate");

        Assert.Equal((ExitCodes.Success, ""), (nothing.Code, nothing.Out));
        Assert.Contains("grade: nothing is left to send, so there is nothing to estimate.", nothing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grade_EstimateAsJsonTwice_PaysOnceAndHoldsTheRealCost()
    {
        await using var world = await GradingCommandTests.StartAsync();
        await GradingCommandTests.PrepareAsync(world);

        var first = BatchCommandTests.Parse((await world.RunAsync("grade", "-a", "midterm", "--estimate", "--json")).Out);
        var sent = world.Server.Traffic.Requests;
        var second = BatchCommandTests.Parse((await world.RunAsync("grade", "-a", "midterm", "--estimate", "--json")).Out);

        Assert.Equal(sent, world.Server.Traffic.Requests);
        Assert.Equal(("grade", "midterm"), (first.GetProperty("command").GetString(), first.GetProperty("assignment").GetString()));
        Assert.Equal(first.GetProperty("total").GetInt32() - 20, first.GetProperty("rest").GetInt32());
        Assert.Equal(first.GetProperty("rest").GetInt32(), second.GetProperty("rest").GetInt32());
        var expected = first.GetProperty("cost_usd").GetProperty("expected").GetDouble();
        Assert.Equal(expected, second.GetProperty("cost_usd").GetProperty("expected").GetDouble(), tolerance: expected / 100);
        var run = BatchCommandTests.Parse((await world.RunAsync("grade", "-a", "midterm", "--json")).Out).GetProperty("run");
        var real = run.GetProperty("cost_usd").GetDouble() + run.GetProperty("earlier_cost_usd").GetDouble();
        Assert.InRange(expected, real * 0.6, real * 1.6);
    }

    [Theory]
    [InlineData("transcribe", 15)]
    [InlineData("generate-rubric", 13)]
    public async Task Estimate_AStageSmallerThanThePilot_IsRunWholeAndWritesNothing(string command, int calls)
    {
        await using var world = await CliWorld.StartAsync();
        var folder = await world.AddMidtermAsync();

        var pilot = await world.RunAsync(command, "-a", "midterm", "--estimate");

        Assert.Equal((ExitCodes.Success, calls), (pilot.Code, world.Server.Traffic.Requests));
        Assert.Contains($"{command}: {calls} requests, {calls} of them in the pilot", pilot.Out, StringComparison.Ordinal);
        Assert.Contains("The pilot was the whole stage: the same command without --estimate writes the results and pays for none of them again.", pilot.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Rubrics) || File.Exists(folder.TranscriptionSummary));

        var run = await world.RunAsync(command, "-a", "midterm");

        Assert.Equal((ExitCodes.Success, calls), (run.Code, world.Server.Traffic.Requests));
        Assert.True(File.Exists(folder.Rubrics) || File.Exists(folder.TranscriptionSummary));
    }

    [Theory]
    [InlineData("--dry-run", "'--dry-run' sends nothing: use one of them")]
    [InlineData("--force", "would pay for the pilot of '--estimate' again")]
    public async Task Estimate_OptionsThatDoNotFit_AreRefused(string option, string expected)
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync("transcribe", "-a", "midterm", "--estimate", option);

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }
}
