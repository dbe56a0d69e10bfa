using Microsoft.Extensions.Time.Testing;

namespace Aita.Simulator.Tests.Endpoints;

public sealed class LatencyTests
{
    [Fact]
    public async Task Post_SameRequestsInAnotherOrder_HaveTheSameLatencies()
    {
        string[] asked = [.. Enumerable.Range(0, 12).Select(i => $"question {i}")];

        var forwards = await LatenciesAsync(asked, 5);
        var backwards = await LatenciesAsync([.. asked.Reverse()], 5);
        var otherSeed = await LatenciesAsync(asked, 6);

        Assert.Equal(forwards, backwards);
        Assert.NotEqual(forwards, otherSeed);
    }

    [Fact]
    public async Task Post_WithLatency_IsNeverAnsweredEarlier()
    {
        await using var server = await SimulatorServer.StartAsync(new() { Latency = LatencyModel.LogNormal(TimeSpan.FromMilliseconds(30), 0.5) });
        using var wire = new Wire(server);

        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => wire.CompleteAsync(Wire.Ask($"question {i}"))));

        Assert.All(server.Traffic.Records, record => Assert.True(record.Finished - record.Arrival >= record.Latency));
    }

    [Fact]
    public async Task Post_AnswererHeldUpAtAnyReadingOfTheClock_IsNeverAnsweredEarlier()
    {
        for (int reading = 1; reading <= 12; reading++)
        {
            var clock = new HoldUpClock(reading, TimeSpan.FromMilliseconds(50));
            await using var server = await SimulatorServer.StartAsync(
                new() { TimeProvider = clock, Latency = LatencyModel.Constant(TimeSpan.FromSeconds(1)) });
            using var wire = new Wire(server);

            await wire.CompleteAsync(Wire.Ask("a question"));

            var record = Assert.Single(server.Traffic.Records);
            Assert.True(record.Finished - record.Arrival >= record.Latency, $"held up at reading {reading}: {record}");
        }
    }

    [Fact]
    public async Task Post_WithAFakeClock_WaitsForThatClock()
    {
        var time = new FakeTimeProvider();
        await using var server = await SimulatorServer.StartAsync(new() { TimeProvider = time, Latency = LatencyModel.Constant(TimeSpan.FromHours(2)) });
        using var wire = new Wire(server);
        var pending = wire.CompleteAsync(Wire.Ask("slow"));

        while (!pending.IsCompleted)
        {
            time.Advance(TimeSpan.FromMinutes(10));
            await Task.Yield();
        }

        Assert.StartsWith("Simulated answer", Wire.Content(await pending), StringComparison.Ordinal);
        Assert.True(server.Traffic.Span >= TimeSpan.FromHours(2));
    }

    private static async Task<TimeSpan[]> LatenciesAsync(string[] asked, int seed)
    {
        await using var server = await SimulatorServer.StartAsync(new() { Seed = seed, Latency = LatencyModel.LogNormal(TimeSpan.FromMilliseconds(3), 0.8) });
        using var wire = new Wire(server);
        foreach (string text in asked)
        {
            await wire.CompleteAsync(Wire.Ask(text));
        }

        return [.. server.Traffic.Records.OrderBy(record => record.BodyHash).Select(record => record.Latency)];
    }
}
