namespace Aita.Simulator;

/// <summary>What a perfect client could reach with known latencies: the references of the benchmarks. Pure.</summary>
public static class ScheduleBounds
{
    /// <summary>No schedule on <paramref name="workers"/> slots ends before max(sum / workers, longest).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is below 1.</exception>
    public static TimeSpan LowerBound(IReadOnlyCollection<TimeSpan> latencies, int workers)
    {
        ArgumentNullException.ThrowIfNull(latencies);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        var sum = TimeSpan.Zero;
        var longest = TimeSpan.Zero;
        foreach (var latency in latencies)
        {
            sum += latency;
            longest = latency > longest ? latency : longest;
        }

        var share = TimeSpan.FromTicks((sum.Ticks + workers - 1) / workers);
        return share > longest ? share : longest;
    }

    /// <summary>
    /// The time of a client without any overhead that starts the requests in the order given, each as soon as a slot is free
    /// (list scheduling, FIFO).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is below 1.</exception>
    public static TimeSpan PerfectFifo(IReadOnlyCollection<TimeSpan> latencies, int workers)
    {
        ArgumentNullException.ThrowIfNull(latencies);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        var free = new PriorityQueue<TimeSpan, TimeSpan>();
        var end = TimeSpan.Zero;
        foreach (var latency in latencies)
        {
            var start = free.Count < workers ? TimeSpan.Zero : free.Dequeue();
            var finish = start + latency;
            free.Enqueue(finish, finish);
            end = finish > end ? finish : end;
        }

        return end;
    }
}
