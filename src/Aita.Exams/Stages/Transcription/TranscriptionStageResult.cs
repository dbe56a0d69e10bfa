using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Transcription;

/// <summary>What became of the transcription stage.</summary>
public sealed record TranscriptionStageResult
{
    /// <summary>Every page, in the order of students and pages.</summary>
    public required IReadOnlyList<StageItem> Items { get; init; }

    /// <summary>What a person should look at, one sentence each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The figures of all students.</summary>
    public required TranscriptionSummary Summary { get; init; }

    /// <summary>Where to begin reading, as full paths.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>What was tried and given up on.</summary>
    public IEnumerable<StageItem> Failed => Items.Where(item => item.State == StageItemState.Failed);

    /// <summary>Whether every page has its final outcome, be it a failure.</summary>
    public bool IsFinished => Items.All(item => item.State != StageItemState.NotRun);
}
