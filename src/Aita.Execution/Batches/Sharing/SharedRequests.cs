namespace Aita.Execution;

/// <summary>
/// Which requests are open, who waits for their answers, and the latest answers. Memory is bounded: open tasks are, and only the latest answers
/// are kept. Thread-safe.
/// </summary>
/// <param name="maxAnswers">Answers kept at most.</param>
/// <param name="maxCharacters">Characters of kept answers together, at most.</param>
internal sealed class SharedRequests(int maxAnswers, int maxCharacters)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Request, List<WorkItem>?> _open = [];
    private readonly Dictionary<Request, SharedAnswer> _answered = [];
    private readonly Queue<Request> _oldest = new();
    private int _characters;

    /// <summary>Enters a task: it sends its request itself, waits for one that is open, or takes the answer of one that has ended.</summary>
    public (bool Waits, SharedAnswer? Answer) Enter(WorkItem item)
    {
        var request = RequestOf(item);
        lock (_lock)
        {
            if (_answered.TryGetValue(request, out var answer))
            {
                return (false, answer);
            }

            if (_open.TryGetValue(request, out var waiting))
            {
                if (waiting is null)
                {
                    _open[request] = waiting = [];
                }

                waiting.Add(item);
                return (true, null);
            }

            _open.Add(request, null);
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
            if (answer is not null && _answered.TryAdd(request, new SharedAnswer(item.Task.Id, answer)))
            {
                _oldest.Enqueue(request);
                _characters += LengthOf(answer);
                while (_oldest.Count > maxAnswers || _characters > maxCharacters)
                {
                    _answered.Remove(_oldest.Dequeue(), out var dropped);
                    _characters -= LengthOf(dropped.Answer);
                }
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
    private static Request RequestOf(WorkItem item) => new(item.Key, item.Task.KeepsResponseBody);

    private static int LengthOf(LlmAnswer answer) => answer.Text.Length + (answer.Body?.Length ?? 0);

    private readonly record struct Request(string Key, bool WithBody);
}

/// <summary>An answer and the task that bought it.</summary>
internal readonly record struct SharedAnswer(string TaskId, LlmAnswer Answer);
