namespace Aita.Simulator.Tests.Endpoints;

/// <summary>A clock whose reader is held up once, just before its n-th reading, as a busy machine may do; its timers take exactly their time.</summary>
internal sealed class HoldUpClock(int reading, TimeSpan holdUp) : TimeProvider
{
    private long _now;
    private int _readings;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        if (Interlocked.Increment(ref _readings) == reading)
        {
            Interlocked.Add(ref _now, holdUp.Ticks);
        }

        return Interlocked.Read(ref _now);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Add(ref _now, dueTime.Ticks);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
