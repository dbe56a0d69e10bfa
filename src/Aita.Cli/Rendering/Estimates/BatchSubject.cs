using System.Text.Json;
using Aita.Execution;

namespace Aita.Cli.Rendering;

/// <summary>The input of <c>aita batch</c>.</summary>
/// <param name="Name">Name of the batch.</param>
/// <param name="Total">Its requests.</param>
/// <param name="Pilot">What the items of the pilot used.</param>
/// <param name="Metrics">Figures of the pilot.</param>
internal sealed record BatchSubject(string Name, long Total, IReadOnlyList<PilotItem> Pilot, ExecutionMetrics Metrics)
    : EstimateSubject(Name, Total, Pilot, Metrics)
{
    /// <summary>Tasks with a record from before the pilot.</summary>
    public int EarlierOutcomes { get; init; }

    public override string Word => "input";

    public override string Run => "with -o instead of --estimate writes the answers";

    public override long Unanswered => Math.Max(0, Total - EarlierOutcomes - (Metrics.CompletedTasks - Metrics.ReusedTasks));

    public override bool IsWhole => Pilot.Count >= Total;

    public override decimal Spent => Metrics.EarlierCost + Metrics.Cost;

    public override void WriteName(Utf8JsonWriter writer)
    {
        writer.WriteString("command", "batch");
        writer.WriteString("name", Name);
    }
}
