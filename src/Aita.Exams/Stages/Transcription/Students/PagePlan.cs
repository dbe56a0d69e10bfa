using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Transcription;

/// <summary>One page, and what there is of it already. Immutable.</summary>
/// <param name="Page">The page.</param>
/// <param name="Ready">What an earlier run or a person wrote; <see langword="null"/> when the page is to be read, or waits for a person.</param>
/// <param name="State">Why it need not be read; without meaning when it is.</param>
internal sealed record PagePlan(ScannedPage Page, PageTranscription? Ready, StageItemState State)
{
    /// <summary>What the page file holds now, if it may stay when a new reading fails: it comes from the same image, prompt and model.</summary>
    public PageTranscription? Current { get; init; }

    /// <summary>The hash of what the page file holds now; <see langword="null"/> if there is none.</summary>
    public string? OnDisk { get; init; }

    /// <summary>Why it is neither read nor taken as it is until a person has decided, one sentence; <see langword="null"/> if nothing is in the way.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the page is to be read.</summary>
    public bool IsOpen => Ready is null && Problem is null;

    /// <summary>What a person should know about it, one sentence; <see langword="null"/> if nothing.</summary>
    public string? Warning { get; init; }
}

/// <summary>One student with the pages in order. Immutable.</summary>
internal sealed record StudentPlan(StudentFolder Folder, StudentIdentity Student, IReadOnlyList<PagePlan> Pages, StageRecord Record)
{
    /// <summary>Whether the names of the files say which page each is, so that a gap is a missing page.</summary>
    public bool IsNumberedByName { get; init; }

    /// <summary>Pages to be read.</summary>
    public int Open => Pages.Count(page => page.IsOpen);
}
