namespace Aita.Execution;

/// <summary>
/// Items that wait for their time, with one timer for all of them. Waiting holds no worker and no thread. Thread-safe.
/// </summary>
internal sealed class RetryQueue<T> : IDisposable
    where T : class
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<T, (TimeSpan Due, long Sequence)> _waiting = new();
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly Action<T> _due;
    private readonly ITimer _timer;
    private long _sequence;
    private bool _closed;

    /// <param name="time">The clock.</param>
    /// <param name="due">Called for every item when its time has come, in order of their times.</param>
    public RetryQueue(TimeProvider time, Action<T> due)
    {
        _time = time;
        _origin = time.GetTimestamp();
        _due = due;
        _timer = time.CreateTimer(static state => ((RetryQueue<T>)state!).Release(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Adds an item that is due after a delay; false when the queue has been closed.</summary>
    public bool TryAdd(T item, TimeSpan delay)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return false;
            }

            _waiting.Enqueue(item, (Now + delay, _sequence++));
            Arm();
            return true;
        }
    }

    /// <summary>Refuses further items and gives back those that still wait.</summary>
    public IReadOnlyList<T> Close()
    {
        lock (_lock)
        {
            _closed = true;
            List<T> rest = [.. _waiting.UnorderedItems.Select(static entry => entry.Element)];
            _waiting.Clear();
            return rest;
        }
    }

    public void Dispose() => _timer.Dispose();

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    private void Release()
    {
        while (true)
        {
            T item;
            lock (_lock)
            {
                if (!_waiting.TryPeek(out _, out var head) || head.Due > Now)
                {
                    Arm();
                    return;
                }

                item = _waiting.Dequeue();
            }

            _due(item);
        }
    }

    private void Arm()
    {
        if (_waiting.TryPeek(out _, out var head))
        {
            _timer.Change(TimerDelay.For(head.Due - Now), Timeout.InfiniteTimeSpan);
        }
    }
}
