using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Transcription;

/// <summary>What became of one page. Immutable.</summary>
/// <param name="Page">The page.</param>
/// <param name="Text">What it says; <see langword="null"/> when there is no reading of it.</param>
/// <param name="Item">What became of it.</param>
/// <param name="Stamp">The key of the request it comes from; empty when it need not be recorded anew.</param>
internal sealed record PageOutcome(ScannedPage Page, PageTranscription? Text, StageItem Item, string Stamp)
{
    /// <summary>The image it was read from, for the record; <see langword="null"/> when it need not be recorded anew.</summary>
    public string? Image { get; init; }

    /// <summary>What is strange about the file of a page that was read in this run, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What a page is called in messages: file names tell a person more than numbers alone.</summary>
    public static string NameOf(ScannedPage page) => $"{page.Student}, page {page.PageNumber} ({Path.GetFileName(page.Path)})";
}
