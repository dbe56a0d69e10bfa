namespace Aita.Simulator.Tests.RateLimits;

public sealed class ChangingLimitTests
{
    [Fact]
    public void Take_AfterTheChange_GrantsTheLaterRate()
    {
        var limiter = new RateLimiter(new() { RequestsPerSecond = 100, Burst = 10, LaterRequestsPerSecond = 25, ChangeAfter = 400 });
        var grants = new List<double>();
        for (var now = 0.0; grants.Count < 600; now += 0.001)
        {
            if (limiter.Take(now, promptTokens: 1).Granted)
            {
                grants.Add(now);
            }
        }

        Assert.InRange(grants[399], 3.8, 4.0);
        Assert.InRange(grants[599] - grants[399], 7.9, 8.1);
    }
}
