using System.Text.Json;
using Aita.Execution;

namespace Aita.Cli.Rendering;

/// <summary>A stage of an exam. Its checkpoint also holds what is in the files by now: only its pilot counts.</summary>
/// <param name="Name">Name of the stage's command.</param>
/// <param name="Assignment">The assignment whose stage it is.</param>
/// <param name="Total">Requests of the stage.</param>
/// <param name="Pilot">What the items of the pilot used.</param>
/// <param name="Metrics">Figures of the pilot.</param>
internal sealed record StageSubject(string Name, string Assignment, long Total, IReadOnlyList<PilotItem> Pilot, ExecutionMetrics Metrics)
    : EstimateSubject(Name, Total, Pilot, Metrics)
{
    /// <summary>Items of the pilot that succeeded.</summary>
    public int Done { get; init; }

    public override string Word => "stage";

    public override string Run => "without --estimate writes the results";

    public override long Unanswered => Math.Max(0, Total - Done);

    public override bool IsWhole => Done + Failed >= Total;

    public override decimal Spent => Pilot.Sum(static item => item.Cost ?? 0);

    public override void WriteName(Utf8JsonWriter writer)
    {
        writer.WriteString("command", Name);
        writer.WriteString("assignment", Assignment);
    }
}
