using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Questions;

/// <summary>What became of the extraction of questions.</summary>
public sealed record QuestionsStageResult
{
    /// <summary>The one thing that the stage makes.</summary>
    public required IReadOnlyList<StageItem> Items { get; init; }

    /// <summary>The exam; <see langword="null"/> when there is none.</summary>
    public ExamSpec? Spec { get; init; }

    /// <summary>What a person should look at, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Where to look, as full paths.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}
