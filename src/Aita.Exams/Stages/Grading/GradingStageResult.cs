using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>What became of the grading stage.</summary>
public sealed record GradingStageResult
{
    /// <summary>Every answer that a model grades, question by question; those that need none (blank, missing, excused) are not among them.</summary>
    public required IReadOnlyList<StageItem> Items { get; init; }

    /// <summary>What a person should know, one sentence each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The files of the class, as full paths.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>How far the marks may be relied on, in one sentence.</summary>
    public required string Statement { get; init; }

    /// <summary>Answers that wait for a person.</summary>
    public required int OpenAnswers { get; init; }

    /// <summary>Whether everything has its final outcome, be it a failure.</summary>
    public bool IsFinished => Items.All(item => item.State != StageItemState.NotRun);
}
