using System.Runtime.CompilerServices;

namespace Aita.Exams.Stages.Ingest;

/// <summary>Runs jobs side by side and gives their results in the order of the jobs.</summary>
internal static class OrderedAhead
{
    /// <summary>Runs jobs.</summary>
    /// <param name="jobs">Taken as places become free.</param>
    /// <param name="width">At most so many are under way, or done and not yet taken.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async IAsyncEnumerable<T> RunAsync<T>(
        IAsyncEnumerable<Func<CancellationToken, Task<T>>> jobs, int width, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<Task<T>>();
        try
        {
            await foreach (var job in jobs.WithCancellation(stop.Token).ConfigureAwait(false))
            {
                running.Enqueue(Task.Run(() => job(stop.Token), stop.Token));
                if (running.Count >= width)
                {
                    yield return await running.Dequeue().ConfigureAwait(false);
                }
            }

            while (running.TryDequeue(out var next))
            {
                yield return await next.ConfigureAwait(false);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
