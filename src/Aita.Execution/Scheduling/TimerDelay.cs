namespace Aita.Execution;

/// <summary>Fits a delay to the timers of the platform. Pure.</summary>
internal static class TimerDelay
{
    /// <summary>Timers take at most 49 days; whoever waits longer looks again after one.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>
    /// Timers count whole milliseconds and drop the rest: rounded up, so that a wake-up does not come early and then again and again.
    /// </summary>
    public static TimeSpan For(TimeSpan delay) =>
        delay <= TimeSpan.Zero ? TimeSpan.Zero
        : delay >= Longest ? Longest
        : TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));
}
