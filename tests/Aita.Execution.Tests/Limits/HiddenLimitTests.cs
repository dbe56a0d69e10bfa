namespace Aita.Execution.Tests.Limits;

/// <summary>The learnt rate against a provider with a limit that nobody told, in virtual time.</summary>
public sealed class HiddenLimitTests
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(50, 10, 64)]
    [InlineData(50, 50, 64)]
    [InlineData(5, 5, 20)]
    [InlineData(200, 20, 200)]
    [InlineData(50, 5, 64)]
    public void Decide_HiddenLimit_IsMostlyUsedAndSeldomBroken(double limit, int burst, int workers)
    {
        var run = Run(_ => limit, burst, workers, seconds: 120);

        Assert.InRange(run.Answered, limit * 120 * 0.85, (limit * 120) + burst);
        Assert.True(run.Refused - workers < run.Answered * 0.03, $"{run.Refused} of {run.Answered} were refused");
    }

    [Fact]
    public void Decide_LimitFalls_FollowsWithinSeconds()
    {
        var run = Run(static now => now < TimeSpan.FromSeconds(20) ? 100 : 25, burst: 10, workers: 64, seconds: 60);

        // Twenty seconds at 100, with a start at nothing, and forty at 25.
        Assert.InRange(run.Answered, 3000 * 0.68, 3010);
        Assert.InRange(run.AnsweredPerSecond.TakeLast(15).Average(), 20, 25.5);
        Assert.True(run.Refused < 120, $"{run.Refused} of {run.Answered} were refused");
    }

    [Fact]
    public void Decide_LimitRises_FollowsWithinAMinute()
    {
        var run = Run(static now => now < TimeSpan.FromSeconds(20) ? 25 : 100, burst: 10, workers: 64, seconds: 120);

        Assert.InRange(run.AnsweredPerSecond.TakeLast(20).Average(), 75, 101);
    }

    private static Outcome Run(Func<TimeSpan, double> limit, int burst, int workers, int seconds)
    {
        var limits = new ProviderLimits(requestsPerSecond: 0, burst: 1, default);
        var server = new Gcra(limit(TimeSpan.Zero), burst);
        var inFlight = new PriorityQueue<(RatePermit Permit, bool Passes), TimeSpan>();
        var answered = new int[seconds + 1];
        var refused = 0;
        for (var now = TimeSpan.Zero; now < TimeSpan.FromSeconds(seconds); now += TimeSpan.FromMilliseconds(1))
        {
            server.Change(limit(now), burst, now);
            while (inFlight.TryPeek(out var ended, out var at) && at <= now)
            {
                inFlight.Dequeue();
                limits.Settle(ended.Permit, ended.Passes ? new(RateOutcome.Answered) : new(RateOutcome.RateLimited, RetryAfter: RetryAfter), now);
                answered[(int)now.TotalSeconds] += ended.Passes ? 1 : 0;
                refused += ended.Passes ? 0 : 1;
            }

            while (inFlight.Count < workers && limits.Decide(default, now).IsAdmitted)
            {
                var passes = server.WaitFor(1, now) == TimeSpan.Zero;
                if (passes)
                {
                    server.Take(1, now);
                }

                // A refusal comes back at once, an answer takes its time.
                inFlight.Enqueue((new RatePermit(limits.LastPermit, default), passes), now + (passes ? Latency : TimeSpan.FromMilliseconds(2)));
            }
        }

        return new(answered.Sum(), refused, answered[..seconds]);
    }

    private sealed record Outcome(int Answered, int Refused, int[] AnsweredPerSecond);
}
