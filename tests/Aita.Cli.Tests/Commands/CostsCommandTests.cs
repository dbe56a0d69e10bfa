using Microsoft.Extensions.Time.Testing;

namespace Aita.Cli.Tests.Commands;

public sealed class CostsCommandTests
{
    [Fact]
    public async Task Run_NoSessions_SaysSo()
    {
        await using var world = CliWorld.Create();

        var result = await world.RunAsync("costs");

        Assert.Equal(0, result.Code);
        Assert.Equal($"There are no sessions in {Path.Combine("data", "cost_tracking")} yet.\n", result.Error);
    }

    [Fact]
    public async Task Run_AfterBatches_ShowsSessionsAndTheirSum()
    {
        await using var world = await WithSessionsAsync(3);

        var all = BatchCommandTests.Parse((await world.RunAsync("costs", "--json")).Out);
        var recent = BatchCommandTests.Parse((await world.RunAsync("costs", "--json", "--recent", "2", "--detailed")).Out);
        var table = (await world.RunAsync("costs", "--detailed")).Out;

        Assert.Equal(3, all.GetProperty("sessions").GetArrayLength());
        Assert.Equal(6, all.GetProperty("total").GetProperty("calls").GetInt32());
        Assert.Equal(world.Server.Traffic.Cost, all.GetProperty("total").GetProperty("cost_usd").GetDecimal());
        Assert.Equal(2, recent.GetProperty("sessions").GetArrayLength());
        Assert.StartsWith("20260101_1203", recent.GetProperty("sessions")[0].GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, recent.GetProperty("sessions")[0].GetProperty("operations").GetProperty("batch").GetProperty("calls").GetInt32());
        Assert.Contains("all shown", table, StringComparison.Ordinal);
        Assert.Contains("google/gemini-2.5-flash", table, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', table);
    }

    [Fact]
    public async Task Run_OneSession_IsFoundByTheBeginningOfItsId()
    {
        await using var world = await WithSessionsAsync(2);

        var one = BatchCommandTests.Parse((await world.RunAsync("costs", "--session", "20260101_1201", "--json")).Out);
        var many = await world.RunAsync("costs", "--session", "2026");
        var none = await world.RunAsync("costs", "--session", "2019");

        Assert.Equal(1, one.GetProperty("sessions").GetArrayLength());
        Assert.Equal(1, many.Code);
        Assert.StartsWith("error: 2 sessions begin with '2026'", many.Error, StringComparison.Ordinal);
        Assert.StartsWith("error: There is no session '2019'", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OtherDataFolder_IsRead()
    {
        await using var world = await WithSessionsAsync(1);
        Directory.Move(world.PathTo("data"), world.PathTo("elsewhere"));

        Assert.Contains("20260101", (await world.RunAsync("costs", "--data-dir", "elsewhere")).Out, StringComparison.Ordinal);
    }

    private static async Task<CliWorld> WithSessionsAsync(int count)
    {
        var world = await CliWorld.StartAsync();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        world.Time = clock;
        world.Write("in.jsonl", BatchCommandTests.Short(0), BatchCommandTests.Short(1));
        for (var i = 0; i < count; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(0, (await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--no-resume", "--progress", "none")).Code);
        }

        return world;
    }
}
