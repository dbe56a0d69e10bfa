using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Runs;

/// <summary>What became of a run of a whole exam.</summary>
public sealed record ExamRunResult
{
    /// <summary>The stages in order, each with everything it makes; a stage that was not reached has nothing.</summary>
    public required IReadOnlyList<(string Stage, IReadOnlyList<StageItem> Items)> Stages { get; init; }

    /// <summary>What a person should know, one sentence each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Where to look, as full paths.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Why the batch stopped early; <see langword="null"/> when it ran to the end.</summary>
    public LlmFailure? StoppedBy { get; init; }

    /// <summary>Scans that wait for a person to say whose they are.</summary>
    public int UnresolvedScans { get; init; }

    /// <summary>Answers that wait for a person.</summary>
    public int OpenAnswers { get; init; }

    /// <summary>How far the marks may be relied on, in one sentence; <see langword="null"/> when nothing was graded.</summary>
    public string? Statement { get; init; }

    /// <summary>Whether the questions of the exam are there; without them no stage after them was reached.</summary>
    public bool HasQuestions { get; init; }

    /// <summary>Whether all scans came in.</summary>
    internal bool IsIngested { get; init; } = true;

    /// <summary>Whether every stage came to its end.</summary>
    public bool IsFinished => StoppedBy is null && IsIngested && HasQuestions && Items.All(item => item.State != StageItemState.NotRun);

    /// <summary>Everything that was made, kept or failed.</summary>
    public IEnumerable<StageItem> Items => Stages.SelectMany(stage => stage.Items);
}
