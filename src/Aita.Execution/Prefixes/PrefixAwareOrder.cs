using System.Diagnostics.CodeAnalysis;

namespace Aita.Execution;

/// <summary>
/// <see cref="PrefixOrder{T}"/> for the tasks of a batch: gives it the time and the state of the batch, and bounds the memory of what is held.
/// Thread-safe.
/// </summary>
/// <param name="capacity">Requests that are built ahead of those that may be sent now.</param>
/// <param name="time">The clock.</param>
/// <param name="slots">The requests in flight.</param>
/// <param name="tasks">Tasks of the batch, as far as is known.</param>
internal sealed class PrefixAwareOrder(int capacity, TimeProvider time, ConcurrencyLimit slots, Func<int> tasks) : IReadyOrder<WorkItem>, IDisposable
{
    /// <summary>Requests are held with their messages: more than this many bytes of them are not built ahead.</summary>
    private const long MaxBytes = 32L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly PrefixOrder<WorkItem> _order = new();
    private readonly long _origin = time.GetTimestamp();
    private ITimer? _timer;
    private long _bytes;

    /// <summary>Called when what was held may be sent.</summary>
    public Action? Changed { get; set; }

    public bool HasRoom
    {
        get
        {
            lock (_lock)
            {
                return _order.Sendable < capacity && (_order.Count < capacity || _bytes < MaxBytes);
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _order.Count;
            }
        }
    }

    public void Add(WorkItem item)
    {
        item.RequestBytes = item.Prefix is null ? 0 : RequestSize.Of(item);
        lock (_lock)
        {
            _bytes += item.RequestBytes;
            _order.Add(item, item.Prefix?.Key);
        }
    }

    public bool TryTake([MaybeNullWhen(false)] out WorkItem item)
    {
        lock (_lock)
        {
            var now = Now;
            if (_order.TryTake(now, slots.Limit, tasks(), out item, out var warms))
            {
                item.WarmsPrefix = warms;
                item.TakenAt = now;
                _bytes -= item.RequestBytes;
                return true;
            }

            if (_order.HeldUntil is { } until)
            {
                _timer ??= time.CreateTimer(
                    static state => ((PrefixAwareOrder)state!).Changed?.Invoke(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(TimerDelay.For(until - now), Timeout.InfiniteTimeSpan);
            }

            return false;
        }
    }

    /// <summary>Whether several requests begin like this, or will, as far as is known.</summary>
    public bool IsShared(string prefix)
    {
        lock (_lock)
        {
            return _order.IsShared(prefix);
        }
    }

    public void Passed()
    {
        lock (_lock)
        {
            _order.Passed(Now);
        }
    }

    public bool TryTakeAny([MaybeNullWhen(false)] out WorkItem item)
    {
        lock (_lock)
        {
            var taken = _order.TryTakeAny(out item);
            _bytes -= item?.RequestBytes ?? 0;
            return taken;
        }
    }

    /// <summary>A request has ended, or was not sent after all.</summary>
    public void Ended(WorkItem item, bool answered)
    {
        var (taken, warms) = (item.TakenAt, item.WarmsPrefix);
        (item.TakenAt, item.WarmsPrefix) = (null, false);
        lock (_lock)
        {
            var now = Now;
            if (answered && taken is not null)
            {
                _order.Answered(now - taken.Value);
            }

            if (item.Prefix is { } prefix)
            {
                _order.Ended(prefix.Key, warms, answered && !item.LeavesNoPrefix, now);
            }
        }
    }

    public void Dispose() => _timer?.Dispose();

    private TimeSpan Now => time.GetElapsedTime(_origin);
}
