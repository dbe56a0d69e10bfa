using System.Diagnostics.CodeAnalysis;

namespace Aita.Execution;

/// <summary>
/// Items that may be sent now. Retries that are due go before new work; otherwise first in, first out. New work is bounded, retries are not:
/// they are few and were counted when they were new. Thread-safe; each signal has one waiter.
/// </summary>
internal sealed class ReadyQueue<T>(int capacity)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Queue<T> _urgent = new();
    private readonly Queue<T> _new = new();

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
                return _new.Count < capacity;
            }
        }
    }

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _urgent.Count + _new.Count == 0;
            }
        }
    }

    public void AddNew(T item)
    {
        lock (_lock)
        {
            _new.Enqueue(item);
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
            return _urgent.TryDequeue(out item) || _new.TryDequeue(out item);
        }
    }
}
