using System.Runtime.InteropServices;

namespace Aita.Execution;

/// <summary>
/// Which requests are open, who waits for their answers, and the latest answers. Memory is bounded: open tasks are, and only the latest answers
/// are kept. Thread-safe.
/// </summary>
/// <param name="maxAnswers">Answers kept at most.</param>
/// <param name="maxBytes">Bytes of kept answers together, at most.</param>
internal sealed class SharedRequests(int maxAnswers, int maxBytes)
{
    private const int KeyBytes = 32; // SHA-256, see TaskKey
    private readonly Lock _lock = new();
    private readonly Dictionary<Request, List<WorkItem>?> _open = [];
    private readonly AnswerRing<Request> _answered = new(maxAnswers, maxBytes);

    /// <summary>Enters a task: it sends its request itself, waits for one that is open, or takes the answer of one that has ended.</summary>
    public (bool Waits, SharedAnswer? Answer) Enter(WorkItem item)
    {
        var request = RequestOf(item);
        lock (_lock)
        {
            if (_answered.TryGet(request, out var answer))
            {
                return (false, answer);
            }

            ref var waiting = ref CollectionsMarshal.GetValueRefOrAddDefault(_open, request, out var isOpen);
            if (isOpen)
            {
                (waiting ??= []).Add(item);
                return (true, null);
            }

            item.LeadsShared = true;
            return (false, null);
        }
    }

    /// <summary>A task has ended: its answer, if it has one, is kept for a while.</summary>
    /// <returns>The tasks that waited for it.</returns>
    public IReadOnlyList<WorkItem> End(WorkItem item, LlmAnswer? answer)
    {
        var request = RequestOf(item);
        lock (_lock)
        {
            if (answer is not null)
            {
                _answered.Add(request, new SharedAnswer(item.Task.Id, answer));
            }

            if (!item.LeadsShared)
            {
                return [];
            }

            item.LeadsShared = false;
            _open.Remove(request, out var waiting);
            return waiting ?? [];
        }
    }

    // A task that reads the provider's whole answer cannot use one of which only the text was kept.
    private static Request RequestOf(WorkItem item)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        Convert.FromHexString(item.Key, key, out _, out _);
        return new(MemoryMarshal.Read<UInt128>(key), MemoryMarshal.Read<UInt128>(key[(KeyBytes / 2)..]), item.Task.KeepsResponseBody);
    }

    /// <summary>The key as a number: a text for each kept answer would be one more object that lives long and dies.</summary>
    private readonly record struct Request(UInt128 Key, UInt128 Rest, bool WithBody);
}

/// <summary>An answer and the task that bought it.</summary>
internal readonly record struct SharedAnswer(string TaskId, LlmAnswer Answer);
