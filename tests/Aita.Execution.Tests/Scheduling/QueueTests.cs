using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests.Scheduling;

public sealed class QueueTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void ReadyQueue_RetriesGoFirst_OtherwiseInOrder()
    {
        var ready = new ReadyQueue<string>(new FirstInFirstOut<string>(10));
        ready.AddNew("n1");
        ready.AddNew("n2");
        ready.AddUrgent("r1");
        ready.AddUrgent("r2");

        Assert.Equal(["r1", "r2", "n1", "n2"], Drain(ready));
        Assert.True(ready.IsEmpty);
    }

    [Fact]
    public void ReadyQueue_HasRoom_WhenAFullQueueIsNotAnyMore()
    {
        var ready = new ReadyQueue<string>(new FirstInFirstOut<string>(2));
        ready.AddNew("a");
        Assert.True(ready.HasRoom);
        ready.AddNew("b");
        ready.AddNew("c"); // a group and a single may come together
        Assert.False(ready.HasRoom);

        Assert.True(ready.TryTake(out _));
        Assert.False(ready.HasRoom);
        Assert.True(ready.TryTake(out _));
        Assert.True(ready.HasRoom);
        Assert.True(ready.Changed.WaitAsync().AsTask().IsCompleted);
    }

    [Fact]
    public void RetryQueue_AnyDelays_ComeInOrderOfTheirTimesAndNeverEarly() =>
        Gen.Int[0, 5000].Array[1, 60].Sample(delays =>
        {
            var time = new FakeTimeProvider();
            var start = time.GetTimestamp();
            List<(int Delay, TimeSpan At)> due = [];
            using var queue = new RetryQueue<string>(time, item => due.Add((int.Parse(item), time.GetElapsedTime(start))));
            foreach (var delay in delays)
            {
                Assert.True(queue.TryAdd($"{delay}", TimeSpan.FromMilliseconds(delay)));
            }

            for (var i = 0; i < 5100; i += 100)
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
            }

            Assert.Equal(delays.Order(), due.Select(item => item.Delay));
            Assert.All(due, item => Assert.True(item.At >= TimeSpan.FromMilliseconds(item.Delay)));
            Assert.Equal(0, queue.Count);
        });

    [Fact]
    public void RetryQueue_SameTime_KeepsTheOrderOfArrival()
    {
        List<string> due = [];
        using var queue = new RetryQueue<string>(_time, due.Add);
        foreach (var item in "abcdefgh")
        {
            queue.TryAdd(item.ToString(), TimeSpan.FromSeconds(1));
        }

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("abcdefgh", string.Concat(due));
    }

    [Fact]
    public void RetryQueue_Close_GivesBackWhatWaitsAndTakesNothingMore()
    {
        List<string> due = [];
        using var queue = new RetryQueue<string>(_time, due.Add);
        queue.TryAdd("soon", TimeSpan.FromSeconds(1));
        queue.TryAdd("late", TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["late"], queue.Close());
        Assert.False(queue.TryAdd("new", TimeSpan.Zero));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(["soon"], due);
    }

    [Fact]
    public void RetryQueue_LongerThanATimerCanWait_ComesInTime()
    {
        List<string> due = [];
        using var queue = new RetryQueue<string>(_time, due.Add);
        queue.TryAdd("x", TimeSpan.FromDays(60));
        _time.Advance(TimeSpan.FromDays(59.9));
        Assert.Empty(due);
        _time.Advance(TimeSpan.FromDays(0.2));

        Assert.Equal(["x"], due);
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(0.01, 1)]
    [InlineData(20, 20)]
    [InlineData(20.0001, 21)]
    public void TimerDelay_IsRoundedUpToWholeMilliseconds(double milliseconds, int expected) =>
        Assert.Equal(expected, TimerDelay.For(TimeSpan.FromMilliseconds(milliseconds)).TotalMilliseconds);

    private static List<string> Drain(ReadyQueue<string> ready)
    {
        List<string> taken = [];
        while (ready.TryTake(out var item))
        {
            taken.Add(item);
        }

        return taken;
    }
}
