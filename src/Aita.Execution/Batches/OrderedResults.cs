namespace Aita.Execution;

/// <summary>Puts outcomes into the order of the tasks: by position in the source, follow-ups directly after their parent.</summary>
internal sealed class OrderedResults
{
    private readonly List<Completion> _completions = [];

    public void Add(Completion completion) => _completions.Add(completion);

    public IReadOnlyList<TaskResult> InOrder()
    {
        _completions.Sort(static (left, right) => Compare(left.Item, right.Item));
        return [.. _completions.Select(static completion => completion.Result)];
    }

    // Compares the paths from the root; a parent comes before its follow-ups.
    private static int Compare(WorkItem left, WorkItem right)
    {
        if (left.Parent is null && right.Parent is null)
        {
            return left.Position.CompareTo(right.Position);
        }

        var leftPath = PathOf(left);
        var rightPath = PathOf(right);
        for (var i = 0; i < Math.Min(leftPath.Count, rightPath.Count); i++)
        {
            var order = leftPath[i].CompareTo(rightPath[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return leftPath.Count.CompareTo(rightPath.Count);
    }

    private static List<long> PathOf(WorkItem item)
    {
        List<long> path = [];
        for (var step = item; step is not null; step = step.Parent)
        {
            path.Add(step.Position);
        }

        path.Reverse();
        return path;
    }
}
