using System.Text.Json;
using Aita.Execution;

namespace Aita.Cli.Rendering;

/// <summary>What is estimated, and what became of its pilot.</summary>
/// <param name="Name">Name of the batch, or of the stage's command.</param>
/// <param name="Total">Requests of it.</param>
/// <param name="Pilot">What the items of the pilot used.</param>
/// <param name="Metrics">Figures of the pilot.</param>
internal abstract record EstimateSubject(string Name, long Total, IReadOnlyList<PilotItem> Pilot, ExecutionMetrics Metrics)
{
    /// <summary>Items of the pilot that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Lines of its input that are not requests.</summary>
    public long Problems { get; init; }

    /// <summary>The word for it.</summary>
    public abstract string Word { get; }

    /// <summary>How the command that runs the rest differs from the one that estimates, and what it writes.</summary>
    public abstract string Run { get; }

    /// <summary>Requests that have no answer in the checkpoint.</summary>
    public abstract long Unanswered { get; }

    /// <summary>Whether the pilot was all of it.</summary>
    public abstract bool IsWhole { get; }

    /// <summary>USD spent so far on what is estimated, the pilot included.</summary>
    public abstract decimal Spent { get; }

    /// <summary>Writes which command it is of, and its name.</summary>
    public abstract void WriteName(Utf8JsonWriter writer);
}
