using CsCheck;

namespace Aita.Simulator.Tests.RateLimits;

public sealed class GcraTests
{
    [Fact]
    public void Debit_OnlyWhenNoWait_NeverGrantsMoreThanCapacityPlusRateInAnyWindow() =>
        Gen.Select(Gen.Double[0.1, 200], Gen.Int[1, 50], Gen.Double[0, 0.2].Array[1, 300]).Sample((rate, capacity, gaps) =>
        {
            var bucket = new Gcra(rate, capacity);
            var grants = new List<double>();
            double now = 1000;
            foreach (double gap in gaps)
            {
                now += gap;
                if (bucket.WaitFor(now, 1) <= 0)
                {
                    bucket.Debit(now, 1);
                    grants.Add(now);
                }
            }

            for (int i = 0; i < grants.Count; i++)
            {
                for (int j = i; j < grants.Count; j++)
                {
                    double allowed = capacity + (rate * (grants[j] - grants[i])) + 1e-3;
                    Assert.True(j - i + 1 <= allowed, $"{j - i + 1} grants in {grants[j] - grants[i]} s, allowed {allowed}");
                }
            }
        });

    [Fact]
    public void WaitFor_ThenThatLongLater_IsGranted() =>
        Gen.Select(Gen.Double[0.1, 200], Gen.Int[1, 50], Gen.Int[1, 100]).Sample((rate, capacity, taken) =>
        {
            var bucket = new Gcra(rate, capacity);
            bucket.Debit(50, taken);

            double wait = bucket.WaitFor(50, 1);

            Assert.Equal(0, bucket.WaitFor(50 + wait, 1));
            Assert.True(wait == 0 || bucket.WaitFor(50 + (wait * 0.9), 1) > 0);
        });

    [Fact]
    public void WaitFor_MoreThanTheCapacity_AsksForAFullBucketOnly()
    {
        var bucket = new Gcra(1, 10);

        Assert.Equal(0, bucket.WaitFor(0, 1000));
        bucket.Debit(0, 1000);
        Assert.Equal(1000, bucket.WaitFor(0, 1000), 6);
    }
}
