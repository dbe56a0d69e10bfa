using System.Diagnostics.CodeAnalysis;

namespace Aita.Execution;

/// <summary>New work in the order of its arrival.</summary>
internal sealed class FirstInFirstOut<T>(int capacity) : IReadyOrder<T>
    where T : class
{
    private readonly Queue<T> _items = new();

    public bool HasRoom => _items.Count < capacity;

    public int Count => _items.Count;

    public void Add(T item) => _items.Enqueue(item);

    public bool TryTake([MaybeNullWhen(false)] out T item) => _items.TryDequeue(out item);

    public bool TryTakeAny([MaybeNullWhen(false)] out T item) => _items.TryDequeue(out item);
}
