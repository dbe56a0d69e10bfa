namespace Aita.Exams.Stages.Grading;

/// <summary>What a person wants to decide about an answer. Immutable.</summary>
public sealed record DecisionRequest
{
    /// <summary>The student: folder, name, number or pseudonym.</summary>
    public string Student { get; init; } = "";

    /// <summary>The question; <see langword="null"/> for the whole exam, which can only be excused.</summary>
    public string? QuestionId { get; init; }

    /// <summary>The mark; <see langword="null"/> when the points of the criteria say it, or none is given.</summary>
    public decimal? Points { get; init; }

    /// <summary>Points criterion by criterion; empty for one mark for all.</summary>
    public IReadOnlyList<decimal> CriterionPoints { get; init; } = [];

    /// <summary>Whether to excuse the student.</summary>
    public bool Excuse { get; init; }

    /// <summary>Whether to take back what was decided before.</summary>
    public bool Withdraw { get; init; }

    /// <summary>Why, or what the student is told.</summary>
    public string? Comment { get; init; }

    /// <summary>The line of the file it comes from; <see langword="null"/> if it comes from none.</summary>
    public int? Line { get; init; }
}
