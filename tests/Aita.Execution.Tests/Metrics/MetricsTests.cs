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
            Assert.Equal(milliseconds[0], histogram.Minimum.TotalMilliseconds, tolerance: 0.001);
            Assert.Equal(milliseconds[^1], histogram.Maximum.TotalMilliseconds, tolerance: 0.001);
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

    [Fact]
    public void WaitClock_ASourceThatWaitsForAnswers_CountsApart()
    {
        var time = new FakeTimeProvider();
        var (clock, activity) = (new WaitClock(time), new SourceActivity());
        activity.Begin();
        activity.Observe(clock.SourceIs);
        time.Advance(TimeSpan.FromSeconds(1)); // it prepares
        activity.End();
        time.Advance(TimeSpan.FromSeconds(5)); // all that is open is in flight
        clock.Switch(WaitedFor.Workers);
        activity.Begin();
        activity.Begin();
        time.Advance(TimeSpan.FromSeconds(7));
        clock.Switch(WaitedFor.Source);
        activity.End();
        time.Advance(TimeSpan.FromSeconds(2)); // one of two pieces of work is left
        activity.End();
        time.Advance(TimeSpan.FromSeconds(3));
        clock.Stop();

        Assert.Equal(
            [(WaitedFor.Workers, 7.0), (WaitedFor.Source, 3.0), (WaitedFor.Answers, 8.0)],
            clock.Read().Select(part => (part.Key, part.Value.TotalSeconds)));
    }
}
