using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>What became of the rubric stage.</summary>
public sealed record RubricStageResult
{
    /// <summary>The answer key and the rubric of every question, in the order of the exam.</summary>
    public required IReadOnlyList<StageItem> Items { get; init; }

    /// <summary>The result files, as full paths.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Why the batch stopped early; <see langword="null"/> when it ran to the end.</summary>
    public LlmFailure? StoppedBy { get; init; }

    /// <summary>What was tried and given up on.</summary>
    public IEnumerable<StageItem> Failed => Items.Where(item => item.State == StageItemState.Failed);

    /// <summary>Whether everything has its final outcome, be it a failure.</summary>
    public bool IsFinished => Items.All(item => item.State != StageItemState.NotRun);
}
