using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Ingest;

/// <summary>What becomes of a page. Immutable.</summary>
/// <param name="Page">The page.</param>
/// <param name="State">What becomes of it.</param>
internal sealed record Placement(PageFacts Page, PageState State)
{
    public RosterEntry? Student { get; init; }

    public int? ExamPage { get; init; }

    public string? DuplicateOf { get; init; }

    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Whether a person put it there; then it is not moved.</summary>
    public bool ByPerson { get; init; }

    /// <summary>Whether a person must decide.</summary>
    public bool IsDoubtful { get; init; }

    /// <summary>The students it may be of, best first, for that person.</summary>
    public IReadOnlyList<(RosterEntry Student, double Score)> Candidates { get; init; } = [];

    /// <summary>The pages that are decided on together, by the id of the first; <see langword="null"/> for a page of its own.</summary>
    public string? DecidedWith { get; init; }
}
