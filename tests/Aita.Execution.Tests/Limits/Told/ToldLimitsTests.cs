using CsCheck;

namespace Aita.Execution.Tests.Limits.Told;

public sealed class ToldLimitsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>A bucket of five a minute is empty, and the request that asks at its reset fails.</summary>
    [Fact]
    public void WaitFor_RequestFailsAfterTheToldReset_NextOnesPass()
    {
        var limits = new ToldLimits();
        for (var permit = 1; permit <= 5; permit++)
        {
            limits.Take(permit, default, TimeSpan.Zero);
        }

        for (var permit = 1; permit <= 5; permit++)
        {
            limits.Settle(permit, Requests(5, 5 - permit, permit * 12), Second);
        }

        Assert.InRange(limits.WaitFor(default, Second).Delay, Second * 11, Second * 16);
        limits.Take(6, default, Second * 61);
        limits.Settle(6, new RateFeedback(RateOutcome.Failed), Second * 62);
        Assert.InRange(limits.WaitFor(default, Second * 62).Delay, TimeSpan.Zero, Second * 12);
        Assert.True(limits.WaitFor(default, Second * 75).IsAdmitted);
    }

    [Fact]
    public void Settle_NothingLeft_WaitsUntilTheResetAndSaysFor()
    {
        var limits = new ToldLimits();
        limits.Take(1, default, TimeSpan.Zero);
        limits.Settle(1, Requests(100, 0, 30), Second);

        Assert.Equal(Admission.Wait(Second * 30, RateWaitReason.ToldRequestLimit), limits.WaitFor(default, Second));
        Assert.True(limits.WaitFor(default, Second * 31).IsAdmitted);
    }

    [Fact]
    public void Take_RequestLargerThanTheWholeLimit_PassesAndHoldsNobodyBack()
    {
        var limits = new ToldLimits();
        limits.Take(1, new TokenUsage(20, 10), TimeSpan.Zero);
        limits.Settle(1, Tokens(limit: 3000, remaining: 2900, reset: 2), Second);
        var large = new TokenUsage(5000, 50);

        Assert.True(limits.WaitFor(large, Second * 2).IsAdmitted);
        limits.Take(2, large, Second * 2);
        Assert.True(limits.WaitFor(new TokenUsage(20, 10), Second * 2).IsAdmitted);
        limits.Take(3, new TokenUsage(20, 10), Second * 2);
        limits.Settle(2, new RateFeedback(RateOutcome.Failed), Second * 3);
        limits.Settle(3, Tokens(limit: 3000, remaining: 2900, reset: 2), Second * 3);

        Assert.True(limits.WaitFor(new TokenUsage(2000, 500), Second * 3).IsAdmitted);
    }

    /// <summary>Five leave before anything is known of the limit, one of them too large: it is refused, and the others' answers tell of a bucket that is nearly full.</summary>
    [Theory]
    [InlineData(2, 1, 3, 4, 5, 2)]
    [InlineData(5, 5, 1, 2, 3, 4)]
    [InlineData(1, 2, 1, 3, 4, 5)]
    public void Settle_RequestLargerThanTheWholeLimitWasSentFirst_HoldsNobodyBack(int tooLarge, params int[] order)
    {
        var limits = new ToldLimits();
        TokenUsage small = new(26, 500);
        for (var permit = 1; permit <= 5; permit++)
        {
            limits.Take(permit, permit == tooLarge ? new TokenUsage(5050, 500) : small, Second / 100);
        }

        foreach (var permit in order)
        {
            limits.Settle(permit, permit == tooLarge ? new(RateOutcome.Failed) : Tokens(limit: 3000, remaining: 3000 - (permit * 30), reset: permit * 0.6), Second / 5);
        }

        Assert.Equal(TimeSpan.Zero, limits.WaitFor(small, Second / 5).Delay);
    }

    [Fact]
    public void Settle_OlderAnswerSaysMore_ChangesNothing()
    {
        var limits = new ToldLimits();
        limits.Take(1, default, TimeSpan.Zero);
        limits.Take(2, default, TimeSpan.Zero);
        limits.Settle(2, Requests(100, 0, 30), Second);

        limits.Settle(1, Requests(100, 99, 30), Second);

        Assert.Equal(Second * 30, limits.WaitFor(default, Second).Delay);
    }

    /// <summary>A limit that was in force for a moment: the answer to the one request that met it comes after those to later requests, which do not tell of it.</summary>
    [Fact]
    public void Settle_LaterAnswersSayNothingOfALimit_OlderOneThatDoesCounts()
    {
        var limits = new ToldLimits();
        limits.Take(1, default, TimeSpan.Zero);
        limits.Take(2, default, Second);
        limits.Settle(2, Tokens(limit: 3000, remaining: 2900, reset: 2), Second * 2);

        limits.Settle(1, Requests(3, 0, 60), Second * 3);

        Assert.Equal(Admission.Wait(Second * 60, RateWaitReason.ToldRequestLimit), limits.WaitFor(default, Second * 3));
    }

    [Fact]
    public void Settle_RequestsStillInFlight_AreSubtracted()
    {
        var limits = new ToldLimits();
        for (var permit = 1; permit <= 5; permit++)
        {
            limits.Take(permit, default, TimeSpan.Zero);
        }

        limits.Settle(1, Requests(100, 5, 30), Second); // 2 to 5 may not have been counted: one is left

        Assert.True(limits.WaitFor(default, Second).IsAdmitted);
        limits.Take(6, default, Second);
        Assert.False(limits.WaitFor(default, Second).IsAdmitted);
        limits.Settle(6, new RateFeedback(RateOutcome.NotSent), Second);
        Assert.True(limits.WaitFor(default, Second).IsAdmitted);
    }

    [Theory]
    [InlineData(900, 200, true)]
    [InlineData(1100, 0, false)]
    [InlineData(0, 150, true)]
    [InlineData(0, 250, false)]
    public void WaitFor_InputAndOutputTold_BothHold(int input, int output, bool passes)
    {
        var limits = new ToldLimits();
        limits.Take(1, default, TimeSpan.Zero);
        limits.Settle(
            1,
            new RateFeedback(RateOutcome.Answered, Limits: new RateLimitSnapshot
            {
                InputTokenLimit = 10_000,
                InputTokensRemaining = 1000,
                InputTokensReset = Second * 50,
                OutputTokenLimit = 2000,
                OutputTokensRemaining = 200,
                OutputTokensReset = Second * 50,
            }),
            Second);

        var admission = limits.WaitFor(new TokenUsage(input, output), Second);

        Assert.Equal(passes ? RateWaitReason.ToldRequestLimit : RateWaitReason.ToldTokenLimit, admission.Reason);
        Assert.Equal(passes, admission.IsAdmitted);
    }

    [Fact]
    public void WaitFor_LongerThanTwoMinutes_LetsOneRequestAskTheProvider()
    {
        var limits = new ToldLimits();
        limits.Take(1, default, TimeSpan.Zero);
        limits.Settle(1, Requests(1000, 0, 3600), Second);

        Assert.True(limits.WaitFor(default, Second).IsAdmitted);
        limits.Take(2, default, Second);
        Assert.False(limits.WaitFor(default, Second).IsAdmitted);
    }

    /// <summary>A bucket of 6, empty, is full again after 112 s, or 56. More may have been on their way and not counted, so that a place seems to be farther away.</summary>
    [Theory]
    [InlineData(6, 12, 20)]
    [InlineData(12, 6, 10)]
    public void WaitFor_LongerThanToldOnlyByWhatMayNotHaveBeenCounted_WaitsUntilTheToldReset(int sent, int reset, int resetEach)
    {
        var limits = new ToldLimits();
        for (var permit = 1; permit <= sent; permit++)
        {
            limits.Take(permit, default, Second * (0.02 * (permit - 1)));
        }

        for (var permit = 1; permit <= sent; permit++)
        {
            limits.Settle(permit, permit <= 5 ? Requests(6, 5 - permit, reset + (resetEach * permit)) : new(RateOutcome.RateLimited), Second * (1.26 + (0.02 * (permit - 1))));
        }

        var full = Second * (1.34 + reset + (resetEach * 5));
        Assert.InRange(limits.WaitFor(default, Second * 12).Delay, Second * 6, full - (Second * 12));
        Assert.True(limits.WaitFor(default, full).IsAdmitted);
    }

    /// <summary>Three of the next window pass, one after another. Nothing is told of it, so the fourth waits for the one after.</summary>
    [Fact]
    public void WaitFor_AnswersSayNothingMoreOfALimit_HoldsInTheNextWindowToo()
    {
        var limits = new ToldLimits();
        limits.Take(1, default, TimeSpan.Zero);
        limits.Settle(1, Requests(3, 0, 60), Second);
        for (var permit = 2; permit <= 4; permit++)
        {
            var now = Second * (61 + permit);
            Assert.True(limits.WaitFor(default, now).IsAdmitted);
            limits.Take(permit, default, now);
            limits.Settle(permit, new RateFeedback(RateOutcome.Answered), now + (Second / 2));
        }

        Assert.True(limits.WaitFor(default, Second * 67).Delay > Second * 30);
    }

    /// <summary>An answer that tells only of requests does not make an earlier request's input be counted as told.</summary>
    [Fact]
    public void Settle_RequestFailsAfterAnAnswerThatToldOfAnotherLimit_GivesItsInputBack()
    {
        var limits = new ToldLimits();
        limits.Take(1, new TokenUsage(10, 10), TimeSpan.Zero);
        limits.Settle(1, Tokens(limit: 3000, remaining: 1000, reset: 100), Second);
        limits.Take(2, new TokenUsage(900, 0), Second * 2);
        limits.Take(3, default, Second * 4);
        limits.Settle(3, Requests(100, 50, 60), Second * 5);
        Assert.False(limits.WaitFor(new TokenUsage(500, 0), Second * 5).IsAdmitted);

        limits.Settle(2, new RateFeedback(RateOutcome.Failed), Second * 6);

        Assert.True(limits.WaitFor(new TokenUsage(500, 0), Second * 6).IsAdmitted);
    }

    [Fact]
    public void Settle_AnySequence_WaitsAreFiniteAndEnd() =>
        Gen.Select(Gen.Int[0, 3], Gen.Long[0, 100], Gen.Long[0, 200], Gen.Double[0, 200], Gen.Double[0, 20]).Array[1, 100].Sample(steps =>
        {
            var limits = new ToldLimits();
            var now = TimeSpan.Zero;
            long permit = 0;
            foreach (var (outcome, limit, remaining, reset, pause) in steps)
            {
                now += TimeSpan.FromSeconds(pause);
                limits.Take(++permit, new TokenUsage(10, 10), now);
                limits.Settle(permit, Requests(limit == 0 ? null : limit, remaining, reset) with { Outcome = (RateOutcome)outcome }, now);
                var waited = TimeSpan.Zero;
                for (var wait = limits.WaitFor(default, now); !wait.IsAdmitted; wait = limits.WaitFor(default, now))
                {
                    Assert.True(wait.Delay > TimeSpan.Zero);
                    now += wait.Delay;
                    waited += wait.Delay;
                    Assert.True(waited < TimeSpan.FromDays(1));
                }
            }
        });

    private static RateFeedback Requests(long? limit, long remaining, double reset) => new(RateOutcome.Answered, Limits: new RateLimitSnapshot
    {
        RequestLimit = limit,
        RequestsRemaining = remaining,
        RequestsReset = TimeSpan.FromSeconds(reset),
    });

    private static RateFeedback Tokens(long limit, long remaining, double reset) => new(RateOutcome.Answered, new TokenUsage(20, 10), Limits: new RateLimitSnapshot
    {
        TokenLimit = limit,
        TokensRemaining = remaining,
        TokensReset = TimeSpan.FromSeconds(reset),
    });
}
