using CsCheck;

namespace Aita.Execution.Tests.Limits;

public sealed class GcraTests
{
    [Fact]
    public void WaitFor_AnySequence_NoWindowAdmitsMoreThanBurstAndRate() =>
        Gen.Select(Gen.Double[0.1, 1000], Gen.Int[1, 50], Gen.Select(Gen.Double[0, 0.5], Gen.Int[1, 50]).Array[1, 200]).Sample((rate, burst, requests) =>
        {
            var bucket = new Gcra(rate, burst);
            var now = TimeSpan.Zero;
            List<(TimeSpan At, double Cost)> admitted = [];
            foreach (var (pause, cost) in requests)
            {
                now += TimeSpan.FromSeconds(pause);
                var size = Math.Min(cost, burst);
                var wait = bucket.WaitFor(size, now);
                if (pause > 0.25)
                {
                    now += wait; // some wait, some give up
                    wait = bucket.WaitFor(size, now);
                    Assert.Equal(TimeSpan.Zero, wait);
                }

                if (wait == TimeSpan.Zero)
                {
                    bucket.Take(size, now);
                    admitted.Add((now, size));
                }
            }

            for (var from = 0; from < admitted.Count; from++)
            {
                double sum = 0;
                for (var to = from; to < admitted.Count; to++)
                {
                    sum += admitted[to].Cost;
                    var allowed = burst + (rate * (admitted[to].At - admitted[from].At).TotalSeconds);
                    Assert.True(sum <= allowed + (rate * 1e-6) + 1e-6, $"{sum} admitted where {allowed} are allowed");
                }
            }
        });

    [Theory]
    [InlineData(50, 1)]
    [InlineData(3, 1)]
    [InlineData(1000, 7)]
    [InlineData(0.01, 2)]
    public void WaitFor_Backlog_WaitsAreExactToTheTick(double rate, int burst)
    {
        var bucket = new Gcra(rate, burst);
        var now = TimeSpan.FromDays(3);
        for (var i = 0; i < 1000; i++)
        {
            var wait = bucket.WaitFor(1, now);
            var expected = Math.Max(0, i - burst + 1) / rate;
            Assert.Equal(expected, (now + wait - TimeSpan.FromDays(3)).TotalSeconds, tolerance: 5e-7);
            now += wait;
            bucket.Take(1, now);
        }
    }

    [Fact]
    public void WaitFor_LargerThanTheBurst_PassesFullAndTheNextPayTheDebt()
    {
        var bucket = new Gcra(10, 5);
        Assert.Equal(TimeSpan.Zero, bucket.WaitFor(100, TimeSpan.Zero));
        bucket.Take(100, TimeSpan.Zero);

        Assert.Equal(9.6, bucket.WaitFor(1, TimeSpan.Zero).TotalSeconds, 6);
        Assert.Equal(-95, bucket.Available(TimeSpan.Zero), 6);
    }

    [Fact]
    public void Refund_UnitsNotUsed_MayBeUsedByOthers()
    {
        var bucket = new Gcra(10, 5);
        bucket.Take(5, TimeSpan.Zero);
        Assert.Equal(0.3, bucket.WaitFor(3, TimeSpan.Zero).TotalSeconds, 6);

        bucket.Refund(3);

        Assert.Equal(TimeSpan.Zero, bucket.WaitFor(3, TimeSpan.Zero));
        Assert.NotEqual(TimeSpan.Zero, bucket.WaitFor(4, TimeSpan.Zero));
    }

    [Fact]
    public void Change_OfTheRate_KeepsTheBacklog() =>
        Gen.Select(Gen.Double[0.5, 100], Gen.Double[0.5, 100], Gen.Int[1, 20], Gen.Int[0, 40]).Sample((before, after, burst, taken) =>
        {
            var now = TimeSpan.FromSeconds(1000);
            var bucket = new Gcra(before, burst);
            bucket.Take(taken, now);
            var owed = burst - bucket.Available(now);

            bucket.Change(after, burst, now);

            Assert.Equal(owed, burst - bucket.Available(now), 3);
            Assert.Equal(after, bucket.Rate, 6);
        });

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Create_NumberThatNoLimitCanHave_IsRefused(double number)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gcra(number, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gcra(1, number));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gcra(1, 1).Change(number, 1, TimeSpan.Zero));
    }

    [Fact]
    public void WaitFor_TinyRate_IsAFiniteWait() =>
        Assert.InRange(Taken(new Gcra(1e-300, 1)).WaitFor(1, TimeSpan.Zero), TimeSpan.FromHours(1), TimeSpan.FromDays(2));

    private static Gcra Taken(Gcra bucket)
    {
        bucket.Take(1, TimeSpan.Zero);
        return bucket;
    }
}
