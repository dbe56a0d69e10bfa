namespace Aita.Cli.Rehearsal;

/// <summary>A timer of a <see cref="VirtualClock"/>, which owns its state.</summary>
internal sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
{
    private volatile TimerCallback? _callback = callback;
    private object? _state = state;

    /// <summary>Counts the settings; an entry of an earlier one means nothing. Guarded by the clock's lock.</summary>
    internal long Version { get; set; }

    /// <summary>Time between two runs; zero or less for one run only. Guarded by the clock's lock.</summary>
    internal TimeSpan Period { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_callback is null)
        {
            return false;
        }

        clock.Set(this, dueTime, period);
        return true;
    }

    public void Dispose()
    {
        // What the timer refers to must not live as long as its entry does.
        _callback = null;
        _state = null;
        clock.Set(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    /// <summary>Calls the code that waits for the timer, unless it was disposed of.</summary>
    internal void Run()
    {
        var current = _state;
        _callback?.Invoke(current);
    }

    /// <summary>One setting of a timer.</summary>
    internal readonly record struct Entry(VirtualTimer Timer, long Version)
    {
        public bool IsCurrent => Timer.Version == Version;
    }
}
