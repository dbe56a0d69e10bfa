using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Ingest;

/// <summary>What became of the scans. Immutable.</summary>
public sealed record IngestStageResult
{
    /// <summary>Every name strip that was to be read, and every file and page that could not be.</summary>
    public IReadOnlyList<StageItem> Items { get; init; } = [];

    /// <summary>What a person should look at, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Where to look.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>What is known of every page.</summary>
    public IngestManifest Manifest { get; init; } = new();

    /// <summary>Things a person must decide.</summary>
    public int Unresolved { get; init; }

    /// <summary>Whether it was decided where all pages go.</summary>
    internal bool IsDecided { get; init; }

    /// <summary>Whether all pages came in, and every strip has its final outcome.</summary>
    public bool IsFinished => IsDecided && Items.All(item => item.State != StageItemState.NotRun);
}
