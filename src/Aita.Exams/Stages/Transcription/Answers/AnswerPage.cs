using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Transcription;

/// <summary>A page of a student, as it counts for the answers. Immutable.</summary>
/// <param name="Number">The page of the exam, from 1.</param>
/// <param name="ImagePath">Its image, relative to the assignment's folder.</param>
internal sealed record AnswerPage(int Number, string ImagePath)
{
    /// <summary>Whether it is known what stands on the page, or that nothing does.</summary>
    public bool IsRead { get; init; }

    /// <summary>Whether more than the name's strip was painted over before it was read, and no person has confirmed it: handwriting may be hidden there.</summary>
    public bool IsMasked { get; init; }

    /// <summary>How sure the reader is, 0 to 1.</summary>
    public double Confidence { get; init; }

    /// <summary>Remarks of the reader; <see langword="null"/> if none.</summary>
    public string? Notes { get; init; }

    /// <summary>The handwriting in reading order, each block with the question it was mapped to, or none.</summary>
    public IReadOnlyList<PageBlock> Blocks { get; init; } = [];

    /// <summary>The whole page, for blocks of which it is not known where they stand.</summary>
    public PageRegion Whole => new() { PageNumber = Number, ImagePath = ImagePath, Bottom = 1000, Right = 1000 };
}
