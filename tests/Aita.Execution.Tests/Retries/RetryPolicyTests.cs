using CsCheck;

namespace Aita.Execution.Tests.Retries;

public sealed class RetryPolicyTests
{
    private static readonly TimeSpan Maximum = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1, 0.02)]
    [InlineData(2, 0.32)]
    [InlineData(3, 5.12)]
    [InlineData(4, 60)]
    [InlineData(5, 60)]
    [InlineData(1000, 60)]
    [InlineData(int.MaxValue, 60)]
    public void Delay_LargestDraw_IsTheBound(int attempt, double seconds) =>
        Assert.Equal(seconds, Backoff.Delay(attempt, TimeSpan.FromMilliseconds(20), Maximum, 0.9999999999).TotalSeconds, 4);

    [Fact]
    public void Delay_AnyDraw_LiesBetweenNothingAndTheBound() =>
        Gen.Select(Gen.Int[1, 2000], Gen.Double[0, 100], Gen.Double[0, 1000], Gen.Double.Unit).Sample((attempt, first, more, draw) =>
        {
            var delay = Backoff.Delay(attempt, TimeSpan.FromSeconds(first), TimeSpan.FromSeconds(first + more), draw);
            Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromSeconds(first + more));
        });

    [Fact]
    public void Delay_LongestBoundThereIs_DoesNotOverflow() =>
        Assert.True(Backoff.Delay(200, TimeSpan.FromDays(1), TimeSpan.MaxValue, 0.999) > TimeSpan.Zero);

    [Fact]
    public void Next_RateLimited_HasABudgetOfItsOwnAndDoesNotWait()
    {
        var policy = new RetryPolicy(new() { MaxRetries = 0, MaxRateLimitRetries = 7 }, () => 0.5);
        var failure = new LlmFailure(FailureKind.RateLimited, "slow down");

        Assert.Equal(TimeSpan.Zero, policy.Next(failure, 7, wanted: false));
        Assert.Null(policy.Next(failure, 8, wanted: true));
    }

    [Fact]
    public void Next_OtherFailures_AreRetriedWhileWantedAndWithinTheBudget()
    {
        var policy = new RetryPolicy(new() { MaxRetries = 2 }, () => 0.5);
        var failure = new LlmFailure(FailureKind.Server, "oops");

        Assert.Equal(TimeSpan.FromMilliseconds(10), policy.Next(failure, 1, wanted: true));
        Assert.Equal(TimeSpan.FromMilliseconds(160), policy.Next(failure, 2, wanted: true));
        Assert.Null(policy.Next(failure, 3, wanted: true));
        Assert.Null(policy.Next(failure, 1, wanted: false));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(0.1, 5)]
    [InlineData(0.3, 11)]
    [InlineData(0.5, 19)]
    [InlineData(0.8, 50)]
    [InlineData(0.99, 50)]
    [InlineData(1, 50)]
    public void Next_ManyOthersFailToo_TriesUntilChanceDoesNotExplainIt(double share, int retries)
    {
        var policy = new RetryPolicy(new(), () => 0.5);
        var failure = new LlmFailure(FailureKind.Overloaded, "busy");

        Assert.InRange(policy.Next(failure, retries, wanted: true, share)!.Value, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        Assert.Null(policy.Next(failure, retries + 1, wanted: true, share));
        Assert.Null(policy.Next(failure, 1, wanted: false, share));
    }

    [Fact]
    public void Next_ManyOthersFailToo_WhatMayBeBilledOrWasForbiddenIsNotTriedMoreOften()
    {
        var timeout = new LlmFailure(FailureKind.Timeout, "late");

        Assert.Null(new RetryPolicy(new(), () => 0.5).Next(timeout, 4, wanted: true, share: 0.9));
        Assert.Null(new RetryPolicy(new() { MaxRetries = 0 }, () => 0.5).Next(new LlmFailure(FailureKind.Overloaded, "busy"), 1, wanted: true, share: 0.9));
    }

    [Fact]
    public void Next_OverloadedProviderAsksToWait_TheTaskWaitsThatLongAtLeast()
    {
        var policy = new RetryPolicy(new(), () => 0.5);
        var failure = new LlmFailure(FailureKind.Overloaded, "busy") { RetryAfter = TimeSpan.FromSeconds(3) };

        Assert.Equal(TimeSpan.FromMilliseconds(3010), policy.Next(failure, 1, wanted: true));
    }

    [Fact]
    public void Default_FromManyThreads_DrawsFromZeroToOne()
    {
        double[] draws = new double[20_000];
        Parallel.For(0, draws.Length, i => draws[i] = Chance.Default());

        Assert.All(draws, draw => Assert.InRange(draw, 0, 0.9999999999999999));
        Assert.InRange(draws.Average(), 0.48, 0.52);
    }
}
