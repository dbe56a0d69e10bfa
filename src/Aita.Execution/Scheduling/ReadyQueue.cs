using System.Diagnostics.CodeAnalysis;

namespace Aita.Execution;

/// <summary>
/// Items that may be sent now. Retries that are due go before new work; otherwise as <see cref="IReadyOrder{T}"/> says. New work is bounded, retries are not:
/// they are few and were counted when they were new. Thread-safe; each signal has one waiter.
/// </summary>
/// <param name="order">The order of new work.</param>
internal sealed class ReadyQueue<T>(IReadyOrder<T> order)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Queue<T> _urgent = new();

    /// <summary>Set whenever there may be something to take.</summary>
    public AsyncSignal Changed { get; } = new();

    /// <summary>To be set by who has taken an item and is done with what must not wait: there may be room for new work.</summary>
    public AsyncSignal Room { get; } = new();

    public bool HasRoom
    {
        get
        {
            lock (_lock)
            {
                return order.HasRoom;
            }
        }
    }

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _urgent.Count + order.Count == 0;
            }
        }
    }

    public void AddNew(T item)
    {
        lock (_lock)
        {
            order.Add(item);
        }

        Changed.Set();
    }

    public void AddUrgent(T item)
    {
        lock (_lock)
        {
            _urgent.Enqueue(item);
        }

        Changed.Set();
    }

    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        lock (_lock)
        {
            if (_urgent.TryDequeue(out item))
            {
                order.Passed();
                return true;
            }

            return order.TryTake(out item);
        }
    }

    /// <summary>Takes anything that waits, whether it may be sent now or not.</summary>
    public bool TryTakeAny([MaybeNullWhen(false)] out T item)
    {
        lock (_lock)
        {
            return _urgent.TryDequeue(out item) || order.TryTakeAny(out item);
        }
    }
}
