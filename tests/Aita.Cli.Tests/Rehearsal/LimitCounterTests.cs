using Aita.Cli.Rehearsal;

namespace Aita.Cli.Tests.Rehearsal;

public sealed class LimitCounterTests
{
    [Fact]
    public void WaitFor_SlidingWithBurst_RefillsSteadily()
    {
        var counter = new LimitCounter(new() { Requests = 10, PerS = 1, Burst = 3 });
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0, counter.WaitFor(new(1, 0), now: 0));
            counter.Take(new(1, 0), now: 0);
        }

        Assert.Equal(0.1, counter.WaitFor(new(1, 0), now: 0), 9);
        Assert.Equal(0.05, counter.WaitFor(new(1, 0), now: 0.05), 9);
        Assert.Equal(0, counter.WaitFor(new(1, 0), now: 0.1));
    }

    [Fact]
    public void WaitFor_FixedWindow_IsFullUntilTheNextOneBegins()
    {
        var counter = new LimitCounter(new() { Tokens = 100, PerS = 60, Window = LimitWindow.Fixed, FromS = 30 });
        counter.Take(new(100, 0), now: 40);

        Assert.Equal(20, counter.WaitFor(new(1, 0), now: 70), 9);
        Assert.Equal(0, counter.WaitFor(new(100, 0), now: 90));
    }

    [Fact]
    public void WaitFor_MoreTokensThanTheLimit_PassesWhenNothingElseIsCounted()
    {
        var counter = new LimitCounter(new() { Tokens = 100, PerS = 60 });

        Assert.Equal(0, counter.WaitFor(new(1000, 0), now: 0));
        counter.Take(new(1, 0), now: 0);
        Assert.Equal(0.6, counter.WaitFor(new(1000, 0), now: 0), 9);
    }

    [Theory]
    [InlineData("requests", 1)]
    [InlineData("tokens", 50)]
    [InlineData("input_tokens", 30)]
    [InlineData("output_tokens", 20)]
    public void Take_EachUnit_CountsItsPartOfARequest(string unit, long expected)
    {
        var counter = new LimitCounter(ScenarioFile.Parse($$"""{"limits": [{"{{unit}}": 100, "per_s": 60}]}""", "s.json").Limits[0]);

        counter.Take(new(Input: 30, Output: 20), now: 0);

        Assert.Equal(100 - expected, counter.StateAt(now: 0).Left);
    }

    [Theory]
    [InlineData(9.9, false)]
    [InlineData(10, true)]
    [InlineData(19.9, true)]
    [InlineData(20, false)]
    public void IsInForce_SpanOfTime_HoldsItsStartAndNotItsEnd(double now, bool expected) =>
        Assert.Equal(expected, new LimitCounter(new() { Requests = 1, PerS = 1, FromS = 10, ToS = 20 }).IsInForce(now));
}
