namespace Aita.Execution.Tests.Prefixes;

/// <summary>Runs tasks of known latencies in virtual time: in the order of the input, or as <see cref="PrefixOrder{T}"/> gives them out.</summary>
internal static class PrefixSimulation
{
    /// <summary>The time of a run that starts a task, in this order, whenever a worker is free.</summary>
    public static TimeSpan TimeInOrder(IEnumerable<SimulatedTask> tasks, int workers)
    {
        var free = new PriorityQueue<int, TimeSpan>();
        var end = TimeSpan.Zero;
        foreach (var task in tasks)
        {
            var start = TimeSpan.Zero;
            if (free.Count == workers)
            {
                free.TryDequeue(out _, out start);
            }

            free.Enqueue(0, start + task.Latency);
            end = start + task.Latency > end ? start + task.Latency : end;
        }

        return end;
    }

    /// <summary>A run whose prefixes are warmed by one request each.</summary>
    public static SimulatedRun Aware(IReadOnlyList<SimulatedTask> tasks, int workers)
    {
        var order = new PrefixOrder<SimulatedTask>();
        foreach (var task in tasks)
        {
            order.Add(task, task.Prefix);
        }

        var flying = new PriorityQueue<(SimulatedTask Task, bool Warms, TimeSpan Taken), TimeSpan>();
        var started = new List<SimulatedTask>();
        var cached = new HashSet<string>();
        var (now, idle, writes) = (TimeSpan.Zero, TimeSpan.Zero, 0);
        while (started.Count < tasks.Count || flying.Count > 0)
        {
            while (flying.Count < workers && order.TryTake(now, workers, tasks.Count, out var task, out var warms))
            {
                started.Add(task);
                writes += task.Prefix is { } prefix && !cached.Contains(prefix) ? 1 : 0;
                flying.Enqueue((task, warms, now), now + task.Latency);
            }

            var isHeld = flying.Count < workers && order.Count > 0;
            Assert.True(flying.TryPeek(out _, out var next), "Nothing is in flight, and what waits is held.");
            if (isHeld && order.HeldUntil is { } until && until < next)
            {
                Assert.True(until > now, "The timer would fire again and again.");
                idle += until - now;
                now = until;
                continue;
            }

            idle += isHeld ? next - now : TimeSpan.Zero;
            now = next;
            while (flying.TryPeek(out var ended, out var end) && end == now)
            {
                flying.Dequeue();
                order.Answered(now - ended.Taken);
                if (ended.Task.Prefix is { } warm)
                {
                    cached.Add(warm);
                    order.Ended(warm, ended.Warms, answered: true, now);
                }
            }
        }

        return new SimulatedRun(now, idle, writes, started);
    }
}

/// <param name="Prefix">Stands for how its request begins; null when it shares nothing.</param>
/// <param name="Latency">From the request to its answer.</param>
internal sealed record SimulatedTask(string? Prefix, TimeSpan Latency);

/// <param name="Time">From the first request to the last answer.</param>
/// <param name="Idle">Time in which a worker was free while tasks were held.</param>
/// <param name="Writes">Requests whose prefix was in no cache when they were sent.</param>
/// <param name="Order">The tasks as they were started.</param>
internal sealed record SimulatedRun(TimeSpan Time, TimeSpan Idle, int Writes, IReadOnlyList<SimulatedTask> Order);
