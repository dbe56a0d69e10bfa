namespace Aita.Cli.Rehearsal;

/// <summary>A timer of a <see cref="VirtualClock"/>, which owns its state.</summary>
internal sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
{
    private readonly Lock _lock = new();
    private TimerCallback? _callback = callback;
    private object? _state = state;
    private bool _isRunning;
    private TaskCompletionSource? _ended;

    /// <summary>Counts the settings; an entry of an earlier one means nothing. Guarded by the clock's lock.</summary>
    internal long Version { get; set; }

    /// <summary>Time between two runs; zero or less for one run only. Guarded by the clock's lock.</summary>
    internal TimeSpan Period { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (Volatile.Read(ref _callback) is null)
        {
            return false;
        }

        clock.Set(this, dueTime, period);
        return true;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            (_callback, _state) = (null, null); // what the timer refers to must not live as long as its entry does
        }

        clock.Set(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Disposes of it and, as timers of the system do, waits until its code has run to its end.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        lock (_lock)
        {
            return _isRunning ? new((_ended ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task) : default;
        }
    }

    /// <summary>Calls the code that waits for the timer, unless it was disposed of. Called by one thread only.</summary>
    internal void Run()
    {
        TimerCallback? code;
        object? argument;
        lock (_lock)
        {
            (code, argument, _isRunning) = (_callback, _state, _callback is not null);
        }

        try
        {
            code?.Invoke(argument);
        }
        finally
        {
            lock (_lock)
            {
                _isRunning = false;
                _ended?.TrySetResult();
            }
        }
    }

    /// <summary>One setting of a timer.</summary>
    internal readonly record struct Entry(VirtualTimer Timer, long Version)
    {
        public bool IsCurrent => Timer.Version == Version;
    }
}
