using Aita.Exams.Privacy;

namespace Aita.Exams.Stages.Questions;

/// <summary>A page that shows printed questions. Immutable.</summary>
/// <param name="Path">Its file.</param>
/// <param name="PageInFile">The page within the file, from 1.</param>
internal sealed record PrintedPage(string Path, int PageInFile)
{
    /// <summary>What is painted over before the page is sent; <see langword="null"/> for nothing.</summary>
    public NameStrip? NameStrip { get; init; }
}
