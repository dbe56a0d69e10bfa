using Aita.Execution;

namespace Aita.Cli.Rendering;

/// <summary>What a progress line shows. Immutable.</summary>
/// <param name="Metrics">The figures of the batch now.</param>
/// <param name="ExpectedTasks">Number of tasks; null when the source does not know it.</param>
/// <param name="MaxWorkers">Most requests in flight; null when the number is found while the batch runs.</param>
/// <param name="PausedFor">Time until the pause that the provider asked for is over; zero when there is none.</param>
internal sealed record ProgressState(ExecutionMetrics Metrics, int? ExpectedTasks, int? MaxWorkers, TimeSpan PausedFor)
{
    /// <summary>Whether to leave out the cost.</summary>
    public bool HidesCost { get; init; }

    /// <summary>Tasks with a final outcome.</summary>
    public int Done => Metrics.CompletedTasks + Metrics.FailedTasks;

    /// <summary>All tasks; null when not known.</summary>
    public int? Total => ExpectedTasks is { } expected ? Math.Max(expected, Done) : null;

    /// <summary>Part of the tasks that is done, from 0 to 1; null when not known.</summary>
    public double? Fraction => Total switch
    {
        null => null,
        0 => 1,
        { } total => (double)Done / total,
    };
}
