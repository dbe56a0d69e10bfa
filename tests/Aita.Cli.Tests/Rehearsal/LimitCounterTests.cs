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
            Assert.Equal(0, counter.WaitFor(1, now: 0));
            counter.Take(1, now: 0);
        }

        Assert.Equal(0.1, counter.WaitFor(1, now: 0), 9);
        Assert.Equal(0.05, counter.WaitFor(1, now: 0.05), 9);
        Assert.Equal(0, counter.WaitFor(1, now: 0.1));
    }

    [Fact]
    public void WaitFor_FixedWindow_IsFullUntilTheNextOneBegins()
    {
        var counter = new LimitCounter(new() { Tokens = 100, PerS = 60, Window = LimitWindow.Fixed, FromS = 30 });
        counter.Take(100, now: 40);

        Assert.Equal(20, counter.WaitFor(1, now: 70), 9);
        Assert.Equal(0, counter.WaitFor(100, now: 90));
    }

    [Fact]
    public void WaitFor_MoreTokensThanTheLimit_PassesWhenNothingElseIsCounted()
    {
        var counter = new LimitCounter(new() { Tokens = 100, PerS = 60 });

        Assert.Equal(0, counter.WaitFor(1000, now: 0));
        counter.Take(1, now: 0);
        Assert.Equal(0.6, counter.WaitFor(1000, now: 0), 9);
    }

    [Theory]
    [InlineData(9.9, false)]
    [InlineData(10, true)]
    [InlineData(19.9, true)]
    [InlineData(20, false)]
    public void IsInForce_SpanOfTime_HoldsItsStartAndNotItsEnd(double now, bool expected) =>
        Assert.Equal(expected, new LimitCounter(new() { Requests = 1, PerS = 1, FromS = 10, ToS = 20 }).IsInForce(now));
}
