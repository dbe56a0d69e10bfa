using System.Threading.RateLimiting;
using Aita.Execution.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Limits;

public sealed class GcraRateLimiterTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(50, 1)]
    [InlineData(100, 10)]
    public async Task AcquireAsync_TwentyThousand_AreGrantedAtTheExactTimes(int rate, int burst)
    {
        using var limiter = new GcraRateLimiter(rate, burst, _time);
        var start = _time.GetTimestamp();
        for (var i = 0; i < 20_000; i++)
        {
            var waiting = limiter.AcquireAsync(1, TestContext.Current.CancellationToken).AsTask();
            if (limiter.GetStatistics()!.CurrentQueuedCount == 1)
            {
                _time.Advance(TimeSpan.FromSeconds(1.0 / rate));
            }

            using var lease = await waiting.Guarded();
            Assert.True(lease.IsAcquired);
            Assert.Equal(Math.Max(0, i - burst + 1) / (double)rate, _time.GetElapsedTime(start).TotalSeconds, 6);
        }
    }

    [Fact]
    public async Task AcquireAsync_ManyWaiters_AreServedInTheOrderOfArrival()
    {
        using var limiter = new GcraRateLimiter(10, 1, _time);
        List<Task<RateLimitLease>> waiting = [.. Enumerable.Range(0, 50).Select(_ => limiter.AcquireAsync().AsTask())];
        for (var i = 0; i < 50; i++)
        {
            await waiting[i].Guarded();
            Assert.Equal(49 - i, limiter.GetStatistics()!.CurrentQueuedCount);
            Assert.All(waiting.Skip(i + 1), later => Assert.False(later.IsCompleted));
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    [Fact]
    public async Task AcquireAsync_CancelledWaiters_LeaveAndTakeNothing()
    {
        using var limiter = new GcraRateLimiter(10, 1, _time);
        await limiter.AcquireAsync();
        using var cancelled = new CancellationTokenSource();
        List<Task<RateLimitLease>> given = [.. Enumerable.Range(0, 20).Select(_ => limiter.AcquireAsync(1, cancelled.Token).AsTask())];
        var patient = limiter.AcquireAsync().AsTask();

        await cancelled.CancelAsync();

        foreach (var task in given)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        }

        Assert.Equal(1, limiter.GetStatistics()!.CurrentQueuedCount);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.True((await patient.Guarded()).IsAcquired);
        Assert.Equal(2, limiter.GetStatistics()!.TotalSuccessfulLeases);
    }

    [Fact]
    public async Task SetRate_WhileOthersWait_CountsFromNow()
    {
        using var limiter = new GcraRateLimiter(0.001, 1, _time);
        await limiter.AcquireAsync();
        var waiting = limiter.AcquireAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, limiter.GetStatistics()!.CurrentQueuedCount);

        limiter.SetRate(10, 1);
        _time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.True((await waiting.Guarded()).IsAcquired);
    }

    [Fact]
    public void AttemptAcquire_Empty_SaysWhenToComeBack()
    {
        using var limiter = new GcraRateLimiter(4, 2, _time);
        Assert.True(limiter.AttemptAcquire(2).IsAcquired);
        Assert.Equal(0, limiter.GetStatistics()!.CurrentAvailablePermits);

        using var refused = limiter.AttemptAcquire();

        Assert.False(refused.IsAcquired);
        Assert.True(refused.TryGetMetadata(MetadataName.RetryAfter, out var wait));
        Assert.Equal(TimeSpan.FromMilliseconds(250), wait);
        Assert.False(limiter.AttemptAcquire(0).IsAcquired);
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(1, limiter.GetStatistics()!.CurrentAvailablePermits);
        Assert.True(limiter.AttemptAcquire(0).IsAcquired);
        Assert.True(limiter.AttemptAcquire(1).IsAcquired);
        Assert.Equal(2, limiter.GetStatistics()!.TotalFailedLeases);
    }

    [Fact]
    public void AttemptAcquire_OthersWait_DoesNotOvertakeThem()
    {
        using var limiter = new GcraRateLimiter(1, 2, _time);
        limiter.AttemptAcquire(2);
        _ = limiter.AcquireAsync(2).AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));

        using var refused = limiter.AttemptAcquire(1);

        Assert.False(refused.IsAcquired);
        Assert.False(refused.TryGetMetadata(MetadataName.RetryAfter, out _));
    }

    [Fact]
    public async Task Acquire_MoreThanTheBurst_IsRefusedAsByThePlatform()
    {
        using var limiter = new GcraRateLimiter(1, 2, _time);

        Assert.Throws<ArgumentOutOfRangeException>(() => limiter.AttemptAcquire(3));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => limiter.AcquireAsync(3).AsTask());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_OthersWait_TheyAreToldAndNothingIsGivenAnyMore(bool async)
    {
        var limiter = new GcraRateLimiter(1, 1, _time);
        limiter.AttemptAcquire();
        var waiting = limiter.AcquireAsync().AsTask();

        if (async)
        {
            await limiter.DisposeAsync();
        }
        else
        {
            DisposeNow(limiter);
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.Guarded());
        Assert.Throws<ObjectDisposedException>(() => limiter.AttemptAcquire());
    }

    [Fact]
    public async Task AcquireAsync_VerySlowRate_DoesNotBreakTheTimer()
    {
        using var limiter = new GcraRateLimiter(1e-12, 1);
        limiter.AttemptAcquire();
        var waiting = limiter.AcquireAsync().AsTask();

        limiter.SetRate(1e9, 1);

        Assert.True((await waiting.Guarded()).IsAcquired);
    }

    [Fact]
    public async Task From_AnyRateLimiter_IsAGate()
    {
        using var limiter = new GcraRateLimiter(10, 1, _time);
        var gate = RateGate.From(limiter);
        Assert.Equal(RateWaitReason.None, (await gate.WaitAsync(new TokenUsage(5, 0), default)).WaitReason);
        var waiting = gate.WaitAsync(new TokenUsage(5, 0), default).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(100));

        var permit = await waiting.Guarded();

        Assert.Equal((2, 5, RateWaitReason.RequestLimit), (permit.Number, permit.Estimated.Total, permit.WaitReason));
    }

    [Fact]
    public async Task From_AnyRateLimiter_PausesForTheProvider()
    {
        using var limiter = new GcraRateLimiter(1000, 1000, _time);
        var gate = RateGate.From(limiter, _time);
        var refused = await gate.WaitAsync(default, default);
        Assert.Equal(TimeSpan.FromSeconds(3), gate.Settle(refused, new(RateOutcome.RateLimited, RetryAfter: TimeSpan.FromSeconds(3))));
        var waiting = gate.WaitAsync(default, default).AsTask();

        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(RateWaitReason.Pause, (await waiting.Guarded()).WaitReason);
    }

    private static void DisposeNow(GcraRateLimiter limiter) => limiter.Dispose();
}
