namespace Aita.Execution;

/// <summary>
/// The order in which tasks start whose sizes are known: the longest first, so that no long one is left for the end when the other workers have
/// nothing more to do. At most a third longer than the best possible order (R. L. Graham, Bounds on multiprocessing timing anomalies, 1969). Pure.
/// </summary>
internal static class LongestFirst
{
    /// <summary>Orders a list of tasks of which at least one has a size.</summary>
    /// <returns>The tasks, and for each its place in the list; null when the tasks come one by one, or none has a size.</returns>
    public static (IReadOnlyList<LlmTask> Tasks, IReadOnlyList<int> Places)? Order(IEnumerable<LlmTask> tasks)
    {
        if (!tasks.TryGetNonEnumeratedCount(out _))
        {
            return null;
        }

        List<LlmTask> given = [.. tasks];
        if (!given.Exists(static task => task?.SizeHint is not null))
        {
            return null;
        }

        // One without a size is taken for an average one. OrderBy keeps the order of equals.
        var average = given.Average(static task => task?.SizeHint);
        int[] places = [.. Enumerable.Range(0, given.Count).OrderByDescending(place => given[place]?.SizeHint ?? average)];
        return ([.. places.Select(place => given[place])], places);
    }
}
