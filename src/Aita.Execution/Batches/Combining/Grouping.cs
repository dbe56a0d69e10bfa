namespace Aita.Execution;

/// <summary>Combines neighbouring tasks that may share a request. Knows nothing of time; used by one loop only.</summary>
/// <param name="maximum">Tasks in one request, at most.</param>
/// <param name="failed">Told what the tasks' own code threw; such tasks are not combined.</param>
internal sealed class Grouping(int maximum, Action<WorkItem, Exception> failed)
{
    private readonly List<WorkItem> _open = [];

    /// <summary>Adds an item; returns what is complete now, in order.</summary>
    public IEnumerable<WorkItem> Add(WorkItem item)
    {
        List<WorkItem> complete = [];
        if (_open.Count > 0 && !CanCombine(_open[0], item))
        {
            complete.Add(Flush()!);
        }

        if (item.Task is not ICombinable)
        {
            complete.Add(item);
            return complete;
        }

        _open.Add(item);
        if (_open.Count == maximum)
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

    private bool CanCombine(WorkItem first, WorkItem other)
    {
        try
        {
            return ((ICombinable)first.Task).CanCombineWith(other.Task);
        }
        catch (Exception exception)
        {
            failed(first, exception);
            return false;
        }
    }
}
