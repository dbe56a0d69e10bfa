using Aita.Exams.Images;

namespace Aita.Exams.Stages.Ingest;

/// <summary>A page as it was taken in: its image is stored upright, and its name strip cut out. Immutable.</summary>
/// <param name="Source">Where it came from.</param>
/// <param name="PageInFile">The page within the file, from 1.</param>
internal sealed record ImportedPage(SourceFile Source, int PageInFile)
{
    public string Id => Source.PageId(PageInFile);

    /// <summary>SHA-256 of the image as it came in; empty if there is none.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>SHA-256 of the upright image as it was stored; empty if there is none.</summary>
    public string FileSha256 { get; init; } = "";

    /// <summary>By how many degrees it was turned clockwise.</summary>
    public int Rotation { get; init; }

    /// <summary>Whether it is known to stand upright; if not, it may be upside down.</summary>
    public bool IsTurnKnown { get; init; }

    /// <summary>Whether it is known that it does not lie on its side.</summary>
    public bool IsLevel { get; init; }

    public bool IsBlank { get; init; }

    /// <summary>Whether there is something in the name strip.</summary>
    public bool HasStrip { get; init; }

    /// <summary>The page of the blank exam that it looks like.</summary>
    public PageMatch? Match { get; init; }

    /// <summary>Why there is no image, and what to do; <see langword="null"/> if there is one.</summary>
    public string? Error { get; init; }

    /// <summary>For a person: file and page.</summary>
    public string Name => Source.Pages > 1 ? $"{Source.Name}, page {PageInFile}" : Source.Name;
}
