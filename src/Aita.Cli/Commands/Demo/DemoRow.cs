using Aita.Exams.Workspace;
using Aita.Execution;
using Aita.Simulator;

namespace Aita.Cli.Commands.Demo;

/// <summary>One stage with one number of workers: how long it took, and how long it would have to take at least. Pure.</summary>
/// <param name="Stage">The command.</param>
/// <param name="Workers">Requests in flight, at most.</param>
/// <param name="Time">Wall time of the batch.</param>
/// <param name="Latencies">What the pretend model took for each request, in the order of arrival.</param>
/// <param name="Items">What the stage made.</param>
/// <param name="Ideal">No client without any overhead of its own could be faster (see the two makers).</param>
internal sealed record DemoRow(
    string Stage, int Workers, TimeSpan Time, IReadOnlyList<TimeSpan> Latencies, IReadOnlyList<StageItem> Items, TimeSpan Ideal)
{
    /// <summary>All latencies one after another.</summary>
    public TimeSpan Sequential => Latencies.Aggregate(TimeSpan.Zero, static (sum, latency) => sum + latency);

    public double SpeedUp => Sequential / Time;

    public double IdealSpeedUp => Sequential / Ideal;

    public int Failed => Items.Count(static item => !item.IsUsable);

    /// <summary>Independent requests: the ideal starts each in the order of arrival as soon as a slot is free.</summary>
    public static DemoRow OfPages(string stage, int workers, ExecutionMetrics metrics, IReadOnlyList<TimeSpan> latencies, IReadOnlyList<StageItem> items) =>
        new(stage, workers, metrics.Elapsed, latencies, items, ScheduleBounds.PerfectFifo([.. latencies], workers));

    /// <summary>
    /// Chains of answer key and rubric: no schedule ends before the work is shared out evenly, nor before the longest chain, as the client
    /// measured it, has ended.
    /// </summary>
    public static DemoRow OfChains(
        string stage, int workers, ExecutionMetrics metrics, IReadOnlyList<TimeSpan> latencies, IReadOnlyList<StageItem> items)
    {
        var longest = items.Chunk(2).Select(static chain => chain[0].CallTime + chain[1].CallTime).Max();
        var shared = ScheduleBounds.LowerBound([.. latencies], workers);
        return new(stage, workers, metrics.Elapsed, latencies, items, shared > longest ? shared : longest);
    }
}
