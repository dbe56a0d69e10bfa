namespace Aita.Execution;

/// <summary>Combines neighbouring tasks that may share a request. Knows nothing of time; used by one loop only.</summary>
/// <param name="maximum">Tasks in one request, at most.</param>
/// <param name="packTokens">Tokens of one request, about and at most; null for any number. A task that is larger goes alone.</param>
/// <param name="defaultModel">Who is asked by tasks that do not say.</param>
/// <param name="failed">Told what the tasks' own code threw; such tasks are not combined.</param>
internal sealed class Grouping(int maximum, long? packTokens, string? defaultModel, Action<WorkItem, Exception> failed)
{
    private readonly List<WorkItem> _open = [];
    private long _tokens;

    /// <summary>Adds an item; returns what is complete now, in order.</summary>
    public IEnumerable<WorkItem> Add(WorkItem item)
    {
        List<WorkItem> complete = [];
        var more = _open.Count == 0 ? 0 : TokensWith(_open[0], item);
        if (_open.Count > 0 && (more is null || _tokens + more > packTokens))
        {
            complete.Add(Flush()!);
        }

        if (item.Task is not ICombinable)
        {
            complete.Add(item);
            return complete;
        }

        _tokens = _open.Count == 0 ? item.Estimated.Total : _tokens + more!.Value;
        _open.Add(item);
        if (_open.Count == maximum || _tokens >= packTokens)
        {
            complete.Add(Flush()!);
        }

        return complete;
    }

    /// <summary>The group that waits for further members, or null.</summary>
    public WorkItem? Flush()
    {
        if (_open.Count == 0)
        {
            return null;
        }

        var group = Form([.. _open]);
        _open.Clear();
        return group;
    }

    /// <summary>Makes the first item the leader of the others.</summary>
    public static WorkItem Form(IReadOnlyList<WorkItem> members)
    {
        var leader = members[0];
        leader.Followers = [.. members.Skip(1)];
        return leader;
    }

    /// <summary>
    /// What a task adds to the request of another, shared instructions counted once: a pair of the two tells. Null when they cannot be combined.
    /// </summary>
    private long? TokensWith(WorkItem first, WorkItem other)
    {
        try
        {
            var combinable = (ICombinable)first.Task;
            return !combinable.CanCombineWith(other.Task) ? null
                : packTokens is null ? 0
                : Math.Max(0, TokenEstimate.Input(combinable.Combine([other.Task]), first.Options?.Instructions, first.Options?.ModelId ?? defaultModel).Likely - first.Counted.Likely) + other.Estimated.Output;
        }
        catch (Exception exception)
        {
            failed(first, exception);
            return null;
        }
    }
}
