using CsCheck;

namespace Aita.Execution.Tests.Limits.Told;

/// <summary>Whole runs against a provider that tells its limit, in virtual time.</summary>
public sealed class ToldServerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly Gen<(bool IsBucket, int Limit, double Latency, int Workers, int Seed)> Worlds =
        Gen.Select(Gen.Bool, Gen.Int[5, 600], Gen.Double[0.05, 8], Gen.Int[1, 100], Gen.Int[0, 1_000_000]);

    private static readonly Gen<(int Limit, int Window, double Latency, int Workers, int Seed)> FastBuckets =
        Gen.Select(Gen.Int[20, 600], Gen.Int[1, 20], Gen.Double[0.05, 8], Gen.Int[1, 100], Gen.Int[0, 1_000_000]);

    /// <summary>
    /// Requests arrive up to 0.2 s after they were sent and are answered in any order. A handful may be refused, in rare worlds: who hears late when a
    /// window ends cannot know which of the requests sent meanwhile belong to the next.
    /// </summary>
    [Fact]
    public void Decide_AnyServerThatTells_IsNotOverspent() =>
        Worlds.Sample(world =>
        {
            var run = Run(new ToldServer(world.IsBucket, world.Limit), world.Latency, world.Workers, world.Seed, seconds: 150);
            Assert.True(run.Refused <= Math.Max(3, 0.05 * run.Passed), $"{run.Refused} of {run.Passed + run.Refused} were refused");
        }, iter: 200);

    /// <summary>Buckets that are full again in seconds: the provider's answers are old when they come, so the own count must hold. And most of them can be used.</summary>
    [Fact]
    public void Decide_BucketThatFillsInSeconds_IsUsedAndNotOverspent() =>
        FastBuckets.Sample(world =>
        {
            var run = Run(new ToldServer(isBucket: true, world.Limit, world.Window), world.Latency, world.Workers, world.Seed, seconds: 100);
            Assert.True(run.Refused <= Math.Max(3, 0.05 * run.Passed), $"{run.Refused} of {run.Passed + run.Refused} were refused");
            var possible = 100 * Math.Min((double)world.Limit / world.Window, world.Workers / (world.Latency + 0.12));
            Assert.True(run.Passed >= 0.7 * possible, $"{run.Passed} of {possible:F0} passed");
        }, iter: 200);

    /// <summary>Answers that take longer than a window tell of one that is over. When the first window ends, what is in flight may be refused in the next: nobody knows yet what it is.</summary>
    [Fact]
    public void Decide_WindowOfSeconds_IsNotOverspent() =>
        FastBuckets.Sample(world =>
        {
            var latency = Math.Min(world.Latency, world.Window / 3.0);
            var run = Run(new ToldServer(isBucket: false, world.Limit, world.Window), latency, world.Workers, world.Seed, seconds: 200);
            Assert.True(run.Refused <= Math.Max(world.Workers, 0.05 * run.Passed), $"{run.Refused} of {run.Passed + run.Refused} were refused");
        }, iter: 200);

    /// <summary>
    /// The last of 25 requests overtakes the others, tells of a bucket that is full again in 2.4 s, and is answered first: the answers of the others
    /// tell an older state, and the next is seconds away.
    /// </summary>
    [Fact]
    public void Decide_LastOfABurstOvertakesTheOthers_IsNotOverspent() =>
        Assert.Equal(0, Run(new ToldServer(isBucket: true, limit: 25), latency: 5, workers: 71, seed: 706741, seconds: 150).Refused);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Decide_ServerThatTells_IsUsed(bool isBucket, bool isExact)
    {
        var run = Run(new ToldServer(isBucket, limit: 300) { IsExact = isExact }, latency: 2, workers: 50, seed: 1, seconds: 300);

        // One limit more than the minutes: a bucket starts full, and six windows touch five minutes.
        Assert.InRange(run.Passed, 0.9 * 1500, 1800);
        Assert.Equal(0, run.Refused);
    }

    [Theory]
    [InlineData(50, 1, 0.2, true)]
    [InlineData(50, 1, 0.8, true)]
    [InlineData(500, 10, 0.2, true)]
    [InlineData(500, 10, 2, false)]
    [InlineData(3000, 60, 0.2, true)]
    [InlineData(3000, 60, 0.2, false)]
    [InlineData(3000, 60, 2, false)]
    public void Decide_BucketOfFiftyASecond_IsUsedAllTheTime(int limit, double window, double latency, bool isExact)
    {
        var run = Run(new ToldServer(isBucket: true, limit, window) { IsExact = isExact }, latency, workers: 250, seed: 1, seconds: 180);

        Assert.InRange(run.Passed, 0.98 * 50 * 180, (50 * 180) + limit);
        Assert.Equal(0, run.Refused);
    }

    /// <summary>After a time with hardly any requests, for which a full bucket shows no more than what was used.</summary>
    [Fact]
    public void Decide_QuietTimeBefore_IsUsedFromThenOn()
    {
        var server = new ToldServer(isBucket: true, limit: 50, window: 1);
        var run = Run(server, latency: 2, workers: 250, seed: 1, seconds: 90, workersAt: static now => now < 30 ? 2 : 250);

        Assert.InRange(run.Passed, 0.9 * 50 * 60, (50 * 60) + 50 + 30);
        Assert.Equal(0, run.Refused);
    }

    /// <summary>Another client draws half of it.</summary>
    [Fact]
    public void Decide_BucketThatIsShared_LeavesTheOtherItsPart()
    {
        var run = Run(new ToldServer(isBucket: true, limit: 3000) { OthersPerSecond = 25 }, latency: 0.5, workers: 100, seed: 1, seconds: 180);

        Assert.InRange(run.Passed, 0.9 * 25 * 180, (25 * 180) + 3000);
        Assert.True(run.Refused <= 0.01 * run.Passed, $"{run.Refused} of {run.Passed + run.Refused} were refused");
    }

    [Fact]
    public void Decide_ServerThatDoesNotTell_IsOverspent() =>
        Assert.NotEqual(0, Run(new ToldServer(isBucket: false, limit: 300), latency: 2, workers: 50, seed: 1, seconds: 60, tells: false).Refused);

    private static (int Passed, int Refused) Run(ToldServer server, double latency, int workers, int seed, int seconds, bool tells = true, Func<double, int>? workersAt = null)
    {
        var random = new Random(seed);
        var limits = new ToldLimits();
        var arriving = new PriorityQueue<long, TimeSpan>();
        var answering = new PriorityQueue<(long Permit, RateFeedback Feedback), TimeSpan>();
        int passed = 0, refused = 0;
        long permit = 0;
        var start = TimeSpan.FromSeconds(random.Next(60));
        for (var now = start; seconds-- > 0;)
        {
            for (var end = now + Second; now < end; now += Second / 50)
            {
                while (arriving.TryPeek(out _, out var at) && at <= now)
                {
                    var number = arriving.Dequeue();
                    var passes = server.Take(1, now);
                    _ = passes ? passed++ : refused++;
                    var told = tells ? server.Tell(now) : null;
                    var outcome = passes || !tells ? RateOutcome.Answered : RateOutcome.RateLimited;
                    answering.Enqueue((number, new(outcome, Limits: told)), now + TimeSpan.FromSeconds(latency * random.NextDouble() * 2));
                }

                while (answering.TryPeek(out var ended, out var at) && at <= now)
                {
                    answering.Dequeue();
                    limits.Settle(ended.Permit, ended.Feedback, now);
                }

                // The first answer tells; before it one request goes alone.
                var room = permit == 0 ? 1 : permit == 1 && answering.Count + arriving.Count > 0 ? 0 : workersAt?.Invoke((now - start).TotalSeconds) ?? workers;
                while (arriving.Count + answering.Count < room && limits.WaitFor(default, now).IsAdmitted)
                {
                    limits.Take(++permit, default, now);
                    arriving.Enqueue(permit, now + TimeSpan.FromSeconds(0.2 * random.NextDouble()));
                }
            }
        }

        return (passed, refused);
    }
}
