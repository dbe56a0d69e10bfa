using System.Diagnostics.CodeAnalysis;

namespace Aita.Execution;

/// <summary>The order in which new work is taken from a <see cref="ReadyQueue{T}"/>, which calls it under its lock.</summary>
internal interface IReadyOrder<T>
    where T : class
{
    bool HasRoom { get; }

    int Count { get; }

    void Add(T item);

    /// <summary>Takes what should be sent next; false when there is nothing, or nothing yet.</summary>
    bool TryTake([MaybeNullWhen(false)] out T item);

    /// <summary>A retry was taken ahead of the new work: nobody waits for it now.</summary>
    void Passed()
    {
    }

    /// <summary>Takes anything that waits.</summary>
    bool TryTakeAny([MaybeNullWhen(false)] out T item);
}
