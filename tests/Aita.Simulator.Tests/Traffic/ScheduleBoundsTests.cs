using CsCheck;

namespace Aita.Simulator.Tests.Traffic;

public sealed class ScheduleBoundsTests
{
    [Fact]
    public void PerfectFifo_KnownCase_IsTheGreedySchedule()
    {
        TimeSpan[] latencies = [Seconds(3), Seconds(1), Seconds(2), Seconds(4)];

        // Slot A: 3, then 4. Slot B: 1, 2.
        Assert.Equal(Seconds(7), ScheduleBounds.PerfectFifo(latencies, 2));
        Assert.Equal(Seconds(5), ScheduleBounds.LowerBound(latencies, 2));
        Assert.Equal(Seconds(4), ScheduleBounds.LowerBound(latencies, 10));
        Assert.Equal(Seconds(10), ScheduleBounds.PerfectFifo(latencies, 1));
        Assert.Equal(TimeSpan.Zero, ScheduleBounds.PerfectFifo([], 3));
    }

    [Fact]
    public void PerfectFifo_AnyLatencies_LiesBetweenTheLowerBoundAndItsDouble() =>
        Gen.Select(Gen.Int[1, 10_000].Array[1, 60], Gen.Int[1, 20]).Sample((milliseconds, workers) =>
        {
            var latencies = milliseconds.Select(ms => TimeSpan.FromMilliseconds(ms)).ToArray();

            var bound = ScheduleBounds.LowerBound(latencies, workers);
            var fifo = ScheduleBounds.PerfectFifo(latencies, workers);

            Assert.True(bound <= fifo && fifo <= bound * 2, $"{bound} <= {fifo} <= {bound * 2}");
        });

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
