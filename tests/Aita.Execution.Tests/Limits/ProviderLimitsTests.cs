using CsCheck;

namespace Aita.Execution.Tests.Limits;

public sealed class ProviderLimitsTests
{
    private static readonly RateFeedback Answered = new(RateOutcome.Answered);

    [Fact]
    public void Decide_RequestsAndTokens_AreOneDecision()
    {
        var limits = new ProviderLimits(10, 1, new TokenLimits(600)); // 10 tokens a second, bursts of 60
        Assert.True(limits.Decide(new TokenUsage(60, 0), TimeSpan.Zero).IsAdmitted);

        var refused = limits.Decide(new TokenUsage(30, 0), TimeSpan.Zero);
        Assert.Equal(RateWaitReason.TokenLimit, refused.Reason);
        Assert.Equal(3, refused.Delay.TotalSeconds, 6);
        Assert.Equal(0.1, limits.Decide(default, TimeSpan.Zero).Delay.TotalSeconds, 6); // the refused one took no request
        Assert.True(limits.Decide(new TokenUsage(30, 0), TimeSpan.FromSeconds(3)).IsAdmitted);
    }

    [Fact]
    public void Settle_LessUsed_IsGivenBackAndMoreUsedIsCharged()
    {
        var limits = new ProviderLimits(0, 1, new TokenLimits(600));
        Assert.True(limits.Decide(new TokenUsage(60, 0), TimeSpan.Zero).IsAdmitted);

        limits.Settle(new RatePermit(1, new TokenUsage(60, 0)), Answered with { Used = new TokenUsage(10, 0) }, TimeSpan.Zero);
        Assert.True(limits.Decide(new TokenUsage(50, 0), TimeSpan.Zero).IsAdmitted);
        var later = TimeSpan.FromMinutes(10);
        limits.Settle(new RatePermit(2, new TokenUsage(50, 0)), Answered with { Used = new TokenUsage(110, 0) }, later); // the bucket is full again, and pays now

        Assert.Equal(1, limits.Decide(new TokenUsage(10, 0), later).Delay.TotalSeconds, 6);
    }

    [Theory]
    [InlineData(RateOutcome.Failed, 60)]
    [InlineData(RateOutcome.NotSent, 60)]
    public void Settle_NotAnswered_GivesTheTokensBack(RateOutcome outcome, int tokens)
    {
        var limits = new ProviderLimits(1, 1, new TokenLimits(600));
        Assert.True(limits.Decide(new TokenUsage(tokens, 0), TimeSpan.Zero).IsAdmitted);

        limits.Settle(new RatePermit(1, new TokenUsage(tokens, 0)), new RateFeedback(outcome), TimeSpan.Zero);

        var next = limits.Decide(new TokenUsage(tokens, 0), TimeSpan.Zero);
        Assert.Equal(outcome == RateOutcome.NotSent ? TimeSpan.Zero : TimeSpan.FromSeconds(1), next.Delay); // only what was sent counts as a request
    }

    [Fact]
    public void Settle_BurstOfRefusals_PausesOnceAndLetsThePoolInPaced()
    {
        var limits = new ProviderLimits(0, 1, default);
        for (var i = 1; i <= 20; i++)
        {
            Assert.True(limits.Decide(default, TimeSpan.Zero).IsAdmitted);
        }

        var pauses = Enumerable.Range(1, 20)
            .Select(i => limits.Settle(new RatePermit(i, default), new RateFeedback(RateOutcome.RateLimited, RetryAfter: TimeSpan.FromSeconds(5)), TimeSpan.FromSeconds(1)))
            .ToList();

        Assert.Equal(TimeSpan.FromSeconds(5), pauses[0]);
        Assert.All(pauses.Skip(1), pause => Assert.Equal(TimeSpan.Zero, pause));
        Assert.Equal(RateWaitReason.Pause, limits.Decide(default, TimeSpan.FromSeconds(5.9)).Reason);
        var again = TimeSpan.FromSeconds(6);
        var admitted = 0;
        while (limits.Decide(default, again).IsAdmitted)
        {
            admitted++;
        }

        Assert.Equal(1, admitted); // no herd
    }

    [Fact]
    public void Settle_RefusalsWithoutRetryAfter_PauseLongerAndLongerUntilAnAnswer()
    {
        var limits = new ProviderLimits(0, 1, default);
        var now = TimeSpan.Zero;
        List<double> pauses = [];
        for (var i = 0; i < 10; i++)
        {
            now += limits.Decide(default, now).Delay;
            while (!limits.Decide(default, now).IsAdmitted)
            {
                now += TimeSpan.FromSeconds(0.1);
            }

            var pause = limits.Settle(new RatePermit(limits.LastPermit, default), new RateFeedback(RateOutcome.RateLimited), now);
            pauses.Add(pause.TotalSeconds);
            now += pause;
        }

        Assert.Equal([0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60], pauses);
    }

    [Fact]
    public void Settle_FailuresThatAskToWait_PauseThePoolOnlyWhenThreeComeInARow()
    {
        var limits = new ProviderLimits(0, 1, default);
        var overloaded = new RateFeedback(RateOutcome.Failed, RetryAfter: TimeSpan.FromSeconds(4));

        Assert.Equal([0, 0, 0, 0, 0, 4], new[] { overloaded, overloaded, Answered, overloaded, overloaded, overloaded }.Select(feedback =>
        {
            Assert.True(limits.Decide(default, TimeSpan.Zero).IsAdmitted);
            return limits.Settle(new RatePermit(limits.LastPermit, default), feedback, TimeSpan.Zero).TotalSeconds;
        }));
        Assert.Equal(RateWaitReason.Pause, limits.Decide(default, TimeSpan.FromSeconds(3.9)).Reason);
    }

    [Fact]
    public void Settle_AnyUse_NoMinuteHoldsMoreThanTheLimit() =>
        Gen.Select(
            Gen.Int[100, 3000],
            Gen.Select(Gen.Double[0, 8], Gen.Int[1, 100], Gen.Double[0, 90], Gen.Double[0, 1]).Array[1, 400]).Sample((perMinute, requests) =>
        {
            var limits = new ProviderLimits(0, 1, new TokenLimits(perMinute));
            var endings = new PriorityQueue<(RatePermit Permit, TokenUsage Used), TimeSpan>();
            List<(double At, long Tokens)> sent = [];
            var now = TimeSpan.Zero;
            foreach (var (gap, tokens, takes, share) in requests)
            {
                now += TimeSpan.FromSeconds(gap);
                var estimated = new TokenUsage(tokens, 0);
                while (true)
                {
                    while (endings.TryPeek(out var end, out var at) && at <= now)
                    {
                        endings.Dequeue();
                        limits.Settle(end.Permit, new RateFeedback(RateOutcome.Answered, end.Used), at);
                    }

                    var decision = limits.Decide(estimated, now);
                    if (decision.IsAdmitted)
                    {
                        break;
                    }

                    now += endings.TryPeek(out _, out var next) && next - now < decision.Delay ? next - now : decision.Delay;
                }

                var used = new TokenUsage((long)(tokens * share), 0); // known late, and often much less than was reserved
                sent.Add((now.TotalSeconds, used.Total));
                endings.Enqueue((new RatePermit(limits.LastPermit, estimated), used), now + TimeSpan.FromSeconds(takes));
            }

            Assert.All(sent, first => Assert.InRange(
                sent.Where(other => other.At >= first.At && other.At <= first.At + 60).Sum(static other => other.Tokens), 0, perMinute));
        });

    [Fact]
    public void Decide_TokensBind_NearlyAllOfThemAreUsed()
    {
        var limits = new ProviderLimits(50, 5, new TokenLimits(20_000));
        var tokens = new TokenUsage(100, 0);
        var (sent, now) = (0, TimeSpan.Zero);
        while (now < TimeSpan.FromMinutes(10))
        {
            if (limits.Decide(tokens, now) is { IsAdmitted: false } wait)
            {
                now += wait.Delay;
                continue;
            }

            sent++;
            limits.Settle(new RatePermit(limits.LastPermit, tokens), Answered with { Used = tokens }, now);
        }

        Assert.InRange(sent * 100, 200_000 * 0.99, 200_000 * 1.01);
    }

    [Fact]
    public void Settle_AbsurdRetryAfter_IsCut()
    {
        var limits = new ProviderLimits(0, 1, default);

        limits.Settle(new RatePermit(1, default), new RateFeedback(RateOutcome.RateLimited, RetryAfter: TimeSpan.MaxValue), TimeSpan.FromDays(1));

        Assert.InRange(limits.Decide(default, TimeSpan.FromDays(1)).Delay, TimeSpan.FromHours(1), TimeSpan.FromDays(1));
    }

    [Theory]
    [InlineData(5, 20, 1.0, true)]
    [InlineData(20, 50, 0.5, true)]
    [InlineData(20, 50, 0.5, false)]
    [InlineData(60, 200, 2.0, true)]
    [InlineData(2, 10, 1.0, false)]
    public void LearntRate_HiddenLimit_IsFoundAndMostlyKept(double hidden, int workers, double latency, bool tellsRetryAfter)
    {
        var run = Simulate(hidden, workers, TimeSpan.FromSeconds(latency), tellsRetryAfter, TimeSpan.FromMinutes(10));

        // After a minute to learn: at least 75 % of what the server gives, and few refusals.
        Assert.True(run.Answered >= 0.75 * hidden * 540, $"{run.Answered} answered of {hidden * 540}");
        Assert.True(run.Refused <= 0.05 * run.Answered, $"{run.Refused} refused, {run.Answered} answered");
    }

    [Fact]
    public void LearntRate_HourWithoutRefusals_StaysFiniteAndMeansSomething()
    {
        var limits = new ProviderLimits(0, 1, default);
        var now = TimeSpan.FromSeconds(1);
        limits.Decide(default, now);
        limits.Settle(new RatePermit(1, default), Answered, now);
        limits.Decide(default, now);
        limits.Settle(new RatePermit(2, default), new RateFeedback(RateOutcome.RateLimited, RetryAfter: TimeSpan.FromSeconds(1)), now);
        for (var i = 0; i < 5 * 3600; i++)
        {
            now += TimeSpan.FromSeconds(0.2); // five a second: what the work needs, not what the provider allows
            limits.Decide(default, now);
            limits.Settle(new RatePermit(limits.LastPermit, default), Answered, now);
        }

        Assert.InRange(limits.LearntRate, 5, 50);
    }

    [Fact]
    public void Settle_AnySequence_DecisionsStayFinite() =>
        Gen.Select(Gen.Double[0.01, 30], Gen.Select(Gen.Int[0, 3], Gen.Double[0, 100], Gen.Int[0, 2000], Gen.Int[0, 90]).Array[1, 300]).Sample((rate, steps) =>
        {
            var limits = new ProviderLimits(rate, 2, new TokenLimits(5000));
            var now = TimeSpan.Zero;
            foreach (var (outcome, pause, tokens, retryAfter) in steps)
            {
                now += TimeSpan.FromSeconds(pause);
                var decision = limits.Decide(new TokenUsage(tokens, 0), now);
                Assert.InRange(decision.Delay, TimeSpan.Zero, TimeSpan.FromHours(1));
                now += decision.Delay;
                limits.Settle(
                    new RatePermit(limits.LastPermit, new TokenUsage(tokens, 0)),
                    new RateFeedback((RateOutcome)outcome, outcome == 0 ? new TokenUsage(tokens, tokens) : null, retryAfter == 0 ? null : TimeSpan.FromSeconds(retryAfter)),
                    now);
                Assert.True(limits.LearntRate > 0);
            }
        });

    // A server with a token bucket of one second's worth, and a pool of workers that always have work, in virtual time.
    private static (int Answered, int Refused) Simulate(double hidden, int workers, TimeSpan latency, bool tellsRetryAfter, TimeSpan length)
    {
        var limits = new ProviderLimits(0, 1, default);
        var server = new Gcra(hidden, hidden);
        var endings = new PriorityQueue<(RatePermit Permit, RateFeedback Feedback), TimeSpan>();
        var warm = TimeSpan.FromMinutes(1);
        int answered = 0, refused = 0;
        for (var now = TimeSpan.FromMinutes(30); now < length + TimeSpan.FromMinutes(30); now += TimeSpan.FromMilliseconds(5))
        {
            while (endings.TryPeek(out var end, out var at) && at <= now)
            {
                endings.Dequeue();
                limits.Settle(end.Permit, end.Feedback, now);
                var counts = now - TimeSpan.FromMinutes(30) > warm;
                answered += counts && end.Feedback.Outcome == RateOutcome.Answered ? 1 : 0;
                refused += counts && end.Feedback.Outcome == RateOutcome.RateLimited ? 1 : 0;
            }

            while (endings.Count < workers && limits.Decide(default, now).IsAdmitted)
            {
                var wait = server.WaitFor(1, now);
                var permit = new RatePermit(limits.LastPermit, default);
                if (wait == TimeSpan.Zero)
                {
                    server.Take(1, now);
                    endings.Enqueue((permit, Answered), now + latency);
                }
                else
                {
                    var retryAfter = TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds));
                    endings.Enqueue((permit, new RateFeedback(RateOutcome.RateLimited, RetryAfter: tellsRetryAfter ? retryAfter : null)), now + TimeSpan.FromMilliseconds(50));
                }
            }
        }

        return (answered, refused);
    }
}
