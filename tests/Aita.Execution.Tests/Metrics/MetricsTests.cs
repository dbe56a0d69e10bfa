using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Metrics;

public sealed class MetricsTests
{
    [Fact]
    public void Quantile_AnyDurations_IsWithinFivePerCent() =>
        Gen.Select(Gen.Double[0.2, 1e7].Array[1, 300], Gen.Double.Unit).Sample((milliseconds, share) =>
        {
            var histogram = new LatencyHistogram();
            foreach (var value in milliseconds)
            {
                histogram.Add(TimeSpan.FromMilliseconds(value));
            }

            Array.Sort(milliseconds);
            var exact = milliseconds[Math.Max(0, (int)Math.Ceiling(share * milliseconds.Length) - 1)];
            Assert.InRange(histogram.Quantile(share).TotalMilliseconds, exact * 0.95, exact * 1.05);
            Assert.Equal(milliseconds[0], histogram.Minimum.TotalMilliseconds, 3);
            Assert.Equal(milliseconds[^1], histogram.Maximum.TotalMilliseconds, 3);
        });

    [Fact]
    public void Quantile_ExtremeDurations_AreHeldByTheEdges()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal(TimeSpan.Zero, histogram.Quantile(0.5));
        Assert.Equal(TimeSpan.Zero, histogram.Mean);
        histogram.Add(TimeSpan.Zero);
        histogram.Add(TimeSpan.FromDays(1000));

        Assert.Equal(2, histogram.Count);
        Assert.InRange(histogram.Quantile(0), TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        Assert.True(histogram.Quantile(1) > TimeSpan.FromHours(20));
    }

    [Fact]
    public void WaitClock_ReadWhileTheReasonIsNotKnownYet_TheWholeWaitGoesToTheReason()
    {
        var time = new FakeTimeProvider();
        var clock = new WaitClock(time);
        time.Advance(TimeSpan.FromSeconds(1)); // the source
        clock.Switch(WaitedFor.RequestLimit);
        for (var i = 0; i < 10; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            clock.Read(); // a progress line
        }

        clock.Rename(WaitedFor.TokenLimit);
        clock.Switch(WaitedFor.Nothing);
        time.Advance(TimeSpan.FromSeconds(2));
        clock.Stop();
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(
            [(WaitedFor.Nothing, 2.0), (WaitedFor.TokenLimit, 10.0), (WaitedFor.Source, 1.0)],
            clock.Read().Select(part => (part.Key, part.Value.TotalSeconds)));
    }

    [Theory]
    [InlineData(WaitedFor.Workers, "all 7 workers")]
    [InlineData(WaitedFor.RequestLimit, "requests per second")]
    [InlineData(WaitedFor.TokenLimit, "tokens per minute")]
    [InlineData(WaitedFor.ProviderPause, "pauses")]
    [InlineData(WaitedFor.Backoff, "retries")]
    [InlineData(WaitedFor.Source, "source")]
    [InlineData(WaitedFor.Results, "consumed")]
    public void From_OneReasonStandsOut_NamesIt(WaitedFor reason, string expected)
    {
        var advice = BottleneckAdvice.From(new Dictionary<WaitedFor, TimeSpan>
        {
            [WaitedFor.Nothing] = TimeSpan.FromSeconds(5),
            [reason] = TimeSpan.FromSeconds(5),
        }, 7).Advice;

        Assert.StartsWith("50 % of the time", advice, StringComparison.Ordinal);
        Assert.Contains(expected, advice, StringComparison.Ordinal);
    }

    [Fact]
    public void From_NothingStandsOut_SaysNothing()
    {
        Assert.Empty(BottleneckAdvice.From(new Dictionary<WaitedFor, TimeSpan>(), 1).Advice);
        Assert.Empty(BottleneckAdvice.From(new Dictionary<WaitedFor, TimeSpan> { [WaitedFor.Tail] = TimeSpan.FromSeconds(5) }, 1).Advice);
        Assert.Empty(BottleneckAdvice.From(new Dictionary<WaitedFor, TimeSpan>
        {
            [WaitedFor.Nothing] = TimeSpan.FromSeconds(9),
            [WaitedFor.Workers] = TimeSpan.FromSeconds(1),
        }, 1).Advice);
    }
}
