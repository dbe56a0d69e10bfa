using Aita.Cli.Rehearsal;

namespace Aita.Cli.Tests.Rehearsal;

[Collection(AloneOnTheThreadPool.Name)]
public sealed class VirtualTimeTests
{
    private readonly VirtualClock _clock = new();

    [Fact]
    public void TryAdvance_Timers_RunInOrderOfTheirTimes()
    {
        List<(string Name, double Seconds)> ran = [];
        using var late = Timer("late", 5, ran);
        using var early = Timer("early", 1, ran);
        using var same = Timer("same", 5, ran);

        while (_clock.TryAdvance())
        {
            // until nothing is due
        }

        Assert.Equal([("early", 1.0), ("late", 5.0), ("same", 5.0)], ran);
    }

    [Fact]
    public void TryAdvance_ChangedOrDisposedTimer_RunsOnlyAsLastSet()
    {
        List<(string Name, double Seconds)> ran = [];
        using var changed = Timer("changed", 1, ran);
        var disposed = Timer("disposed", 2, ran);
        changed.Change(TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        disposed.Dispose();

        Assert.True(_clock.TryAdvance());
        Assert.False(_clock.TryAdvance());

        Assert.Equal([("changed", 3.0)], ran);
        Assert.False(disposed.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
    }

    /// <summary>As with timers of the system: what the code uses may be disposed of when the timer has been.</summary>
    [Fact]
    public void DisposeAsync_WhileItsCodeRuns_EndsAfterIt()
    {
        ITimer? timer = null;
        Task? disposed = null;
        var wasEarly = true;
        timer = _clock.CreateTimer(
            _ =>
            {
                disposed = timer!.DisposeAsync().AsTask();
                wasEarly = disposed.IsCompleted;
            },
            null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        Assert.True(_clock.TryAdvance());

        Assert.False(wasEarly);
        Assert.True(disposed!.IsCompletedSuccessfully);
        Assert.False(_clock.TryAdvance());
        Assert.True(timer.DisposeAsync().AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public void TryAdvance_PeriodicTimer_RunsAgain()
    {
        var ran = 0;
        using var timer = _clock.CreateTimer(_ => ran++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

        Assert.True(_clock.TryAdvance() && _clock.TryAdvance() && _clock.TryAdvance());

        Assert.Equal(3, ran);
        Assert.Equal(TimeSpan.FromSeconds(21), _clock.Now);
    }

    [Fact]
    public void TryAdvance_FractionOfAMillisecond_NeverRunsTooEarly()
    {
        using var timer = _clock.CreateTimer(static _ => { }, null, TimeSpan.FromTicks(1), Timeout.InfiniteTimeSpan);

        Assert.True(_clock.TryAdvance());

        Assert.Equal(TimeSpan.FromMilliseconds(1), _clock.Now);
    }

    [Fact]
    public async Task RunAsync_WorkThatWaitsForTheClock_TakesNoRealTime()
    {
        var seconds = await VirtualTime.RunAsync(_clock, async () =>
        {
            await Task.WhenAll(Enumerable.Range(1, 100).Select(i => Task.Delay(TimeSpan.FromHours(i), _clock)));
            return _clock.Now;
        });

        Assert.Equal(TimeSpan.FromHours(100), seconds);
    }

    [Fact]
    public async Task RunAsync_WorkThatWaitsForWhatNeverComes_Throws()
    {
        var never = new TaskCompletionSource<int>();

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => VirtualTime.RunAsync(_clock, () => never.Task));

        Assert.Contains("Nothing is due", thrown.Message, StringComparison.Ordinal);
    }

    private ITimer Timer(string name, double seconds, List<(string Name, double Seconds)> ran) =>
        _clock.CreateTimer(_ => ran.Add((name, _clock.Now.TotalSeconds)), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
}
