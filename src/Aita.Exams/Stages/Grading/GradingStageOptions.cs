namespace Aita.Exams.Stages.Grading;

/// <summary>How answers are graded.</summary>
public sealed record GradingStageOptions
{
    /// <summary>The only student to grade: folder, name, number or pseudonym.</summary>
    /// <value><see langword="null"/>: all.</value>
    public string? Student { get; init; }

    /// <summary>The model that will be asked; part of what decides whether an earlier grading is still current.</summary>
    /// <value><see langword="null"/>: the client's own.</value>
    public string? Model { get; init; }

    /// <summary>Whether every answer is graded twice, and goes to a person when the two differ.</summary>
    /// <value>False.</value>
    public bool SecondReader { get; init; }

    /// <summary>The model of the second reader. Another model finds more than the same one asked again.</summary>
    /// <value><see langword="null"/>: the same model, asked once more.</value>
    public string? SecondReaderModel { get; init; }

    /// <summary>What sends a proposed mark to a person.</summary>
    /// <value>The defaults of <see cref="ReviewPolicy"/>.</value>
    public ReviewPolicy Policy { get; init; } = new();

    /// <summary>Seed of the order in which the students of a question are graded.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Whether to grade everything anew that no person decided.</summary>
    /// <value>False.</value>
    public bool Force { get; init; }
}
