using System.Runtime.CompilerServices;

namespace Aita.Cli.JsonLines;

/// <summary>A few tasks from all over the input.</summary>
internal static class BatchPilot
{
    /// <summary>The tasks at these places, or the next ones where a line is not a request. The input is read to its end, which counts it.</summary>
    /// <param name="source">The input.</param>
    /// <param name="places">Places among the lines of the input, ascending.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<BatchTask> ReadTasksAsync(
        BatchSource source, IReadOnlyList<long> places, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = 0;
        await foreach (var task in source.ReadTasksAsync(cancellationToken))
        {
            if (next < places.Count && ((BatchPlace)task.Tag!).Index >= places[next])
            {
                next++;
                yield return task;
            }
        }
    }
}
