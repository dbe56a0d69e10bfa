namespace Aita.Execution.Tests.Limits;

public sealed class AdaptiveConcurrencyTests
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(300);

    [Fact]
    public void Answered_ProviderWithoutLimit_TriplesToTheMaximum()
    {
        var policy = new AdaptiveConcurrency(maximum: 256, TimeSpan.Zero);

        var limits = Serve(policy, rounds: 8, capacity: int.MaxValue);

        Assert.Equal([48, 144, 256, 256, 256, 256, 256, 256], limits);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(200)]
    public void Answered_ProviderWithCapacity_StaysNearIt(int capacity)
    {
        var policy = new AdaptiveConcurrency(maximum: 1000, TimeSpan.Zero);

        var limits = Serve(policy, rounds: 300, capacity);

        // Enough to keep the provider busy, and never a queue of more than half as much again (and one step).
        Assert.All(limits.Skip(20), limit => Assert.InRange(limit, capacity * 0.9, (capacity * 1.65) + 8));
    }

    [Fact]
    public void Answered_LimitNotUsed_DoesNotGrow()
    {
        var policy = new AdaptiveConcurrency(maximum: 100, TimeSpan.Zero);

        for (var i = 1; i <= 100; i++)
        {
            policy.Answered(Latency, inFlight: 3, Latency * i);
        }

        Assert.Equal(AdaptiveConcurrency.Initial, policy.Limit);
    }

    [Fact]
    public void RateLimited_RoundWithAPause_SaysNothingAboutTheProvider()
    {
        var policy = new AdaptiveConcurrency(maximum: 100, TimeSpan.Zero);
        var now = Serve(policy, rounds: 1, capacity: int.MaxValue).Count * Latency;
        policy.RateLimited();
        now += TimeSpan.FromSeconds(5); // a pause: fewer answers per second than before
        for (var i = 0; i < 48; i++)
        {
            policy.Answered(Latency, inFlight: 48, now);
        }

        Assert.Equal(48, policy.Limit);
        for (var i = 0; i < 48; i++)
        {
            policy.Answered(Latency, inFlight: 48, now + Latency);
        }

        Assert.Equal(100, policy.Limit); // still growing
    }

    [Fact]
    public void Refused_OneBurst_CutsOnce()
    {
        var policy = new AdaptiveConcurrency(maximum: 100, TimeSpan.Zero);
        Serve(policy, rounds: 2, capacity: int.MaxValue);

        for (var permit = 100; permit < 130; permit++)
        {
            policy.Refused(permit, lastPermit: 130, TimeSpan.FromSeconds(10));
        }

        Assert.Equal(80, policy.Limit);
        policy.Refused(permit: 131, lastPermit: 140, TimeSpan.FromSeconds(11));
        Assert.Equal(64, policy.Limit);
    }

    [Fact]
    public void Refused_AgainAndAgain_KeepsOneSlot()
    {
        var policy = new AdaptiveConcurrency(maximum: 100, TimeSpan.Zero);

        for (var permit = 1; permit < 100; permit++)
        {
            policy.Refused(permit, lastPermit: permit, TimeSpan.FromSeconds(permit));
        }

        Assert.Equal(1, policy.Limit);
    }

    /// <summary>A provider that works on <paramref name="capacity"/> requests at once; the others wait there and so take longer.</summary>
    private static List<int> Serve(AdaptiveConcurrency policy, int rounds, int capacity)
    {
        List<int> limits = [];
        var now = TimeSpan.Zero;
        for (var round = 0; round < rounds; round++)
        {
            var inFlight = policy.Limit;
            var latency = Latency * Math.Max(1, (double)inFlight / capacity);
            now += latency;
            for (var i = 0; i < inFlight; i++)
            {
                policy.Answered(latency, inFlight, now);
            }

            limits.Add(policy.Limit);
        }

        return limits;
    }
}
