using System.Diagnostics;

namespace Aita.Simulator.Tests.Latency;

public sealed class PreciseDelayTests
{
    private static readonly long Millisecond = Stopwatch.Frequency / 1000;

    [Fact]
    public async Task WaitUntilAsync_ManyAtOnce_NoneEndsEarly()
    {
        using var delay = new PreciseDelay();
        long start = Stopwatch.GetTimestamp();

        long[] early = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            long due = start + (i * 37 % 60 * Millisecond);
            await delay.WaitUntilAsync(due, CancellationToken.None);
            return due - Stopwatch.GetTimestamp();
        }));

        Assert.All(early, left => Assert.True(left <= 0, $"{left} ticks early"));
    }

    [Fact]
    public async Task WaitUntilAsync_SoonerAfterLater_DoesNotWaitForTheLater()
    {
        using var delay = new PreciseDelay();
        long now = Stopwatch.GetTimestamp();
        var later = delay.WaitUntilAsync(now + (3_600_000 * Millisecond), CancellationToken.None);

        await delay.WaitUntilAsync(now + (20 * Millisecond), CancellationToken.None);

        Assert.False(later.IsCompleted);
    }

    [Fact]
    public async Task WaitUntilAsync_Cancelled_EndsAtOnce()
    {
        using var delay = new PreciseDelay();
        using var source = new CancellationTokenSource();
        var waiting = delay.WaitUntilAsync(Stopwatch.GetTimestamp() + (3_600_000 * Millisecond), source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Dispose_SomeoneWaits_CancelsIt()
    {
        var delay = new PreciseDelay();
        var waiting = delay.WaitUntilAsync(Stopwatch.GetTimestamp() + (3_600_000 * Millisecond), CancellationToken.None);

        delay.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
