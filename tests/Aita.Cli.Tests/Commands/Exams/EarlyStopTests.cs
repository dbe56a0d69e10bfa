using Aita.Simulator;

namespace Aita.Cli.Tests.Commands.Exams;

public sealed class EarlyStopTests
{
    [Theory]
    [InlineData("run")]
    [InlineData("ingest")]
    [InlineData("extract-questions")]
    public Task BeforeTheFirstRequest_OfTheScans_Exits130AndTheNextRunFinishes(string command) => StopAndGoOnAsync(command, async world =>
        await world.RunAsync("init", "midterm", "--sample"));

    [Theory]
    [InlineData("generate-rubric")]
    [InlineData("transcribe")]
    [InlineData("grade")]
    public Task BeforeTheFirstRequest_OfSortedPages_Exits130AndTheNextRunFinishes(string command) => StopAndGoOnAsync(command, async world =>
    {
        await world.AddMidtermAsync();
        if (command == "grade")
        {
            await world.RunAsync("generate-rubric", "-a", "midterm");
            await world.RunAsync("transcribe", "-a", "midterm");
        }
    });

    /// <summary>The offer is said, and before anything is sent somebody presses Ctrl-C.</summary>
    private static async Task StopAndGoOnAsync(string command, Func<CliWorld, Task> prepare)
    {
        await using var world = await CliWorld.StartAsync(new() { Truth = SimulatedTruth.Midterm, ReadingNoise = 0 });
        await prepare(world);
        var before = world.Server.Traffic.Requests;
        world.OnFirstMessage = line =>
        {
            if (line.StartsWith($"{command}: ", StringComparison.Ordinal))
            {
                world.Interrupts.Raise();
            }
        };

        var stopped = await world.RunAsync(command, "-a", "midterm", "--yes");
        var sent = world.Server.Traffic.Requests - before;
        world.OnFirstMessage = null;
        var finished = await world.RunAsync(command, "-a", "midterm", "--yes");

        Assert.Equal((ExitCodes.Interrupted, 0), (stopped.Code, sent));
        Assert.Contains("Interrupted. Resume with: aita ", stopped.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, finished.Code);
        Assert.True(world.Server.Traffic.Requests > before);
    }
}
