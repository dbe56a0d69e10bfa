namespace Aita.Execution;

/// <summary>Puts outcomes into the order of the tasks: by position in the source, follow-ups directly after their parent.</summary>
/// <param name="places">The place of each root task in the caller's list; null when they were started in its order.</param>
internal sealed class OrderedResults(IReadOnlyList<int>? places = null)
{
    private readonly List<Completion> _completions = [];

    public void Add(Completion completion) => _completions.Add(completion);

    public IReadOnlyList<TaskResult> InOrder()
    {
        _completions.Sort((left, right) => Compare(left.Item, right.Item));
        return [.. _completions.Select(static completion => completion.Result)];
    }

    // A parent comes before its follow-ups; otherwise the positions decide where the ways from the root part.
    private int Compare(WorkItem left, WorkItem right)
    {
        var (one, other) = (left, right);
        while (one.Depth > other.Depth)
        {
            one = one.Parent!;
        }

        while (other.Depth > one.Depth)
        {
            other = other.Parent!;
        }

        if (ReferenceEquals(one, other))
        {
            return left.Depth.CompareTo(right.Depth);
        }

        while (!ReferenceEquals(one.Parent, other.Parent))
        {
            (one, other) = (one.Parent!, other.Parent!);
        }

        return Place(one).CompareTo(Place(other));
    }

    private long Place(WorkItem item) => places is null || item.Parent is not null ? item.Position : places[(int)item.Position];
}
