namespace Aita.Exams.Stages.Grading;

/// <summary>A machine's mark and a teacher's for the same answer. Immutable.</summary>
internal sealed record MarkPair
{
    public required string Student { get; init; }

    public required string QuestionId { get; init; }

    public required decimal Machine { get; init; }

    public required decimal Human { get; init; }

    public required decimal Possible { get; init; }

    public double? Confidence { get; init; }

    /// <summary>Whether nothing sent the answer to a person: only such marks can be accepted.</summary>
    public bool IsGraded { get; init; }

    /// <summary>Points criterion by criterion, where the teacher gave them.</summary>
    public IReadOnlyList<(int Criterion, string Description, decimal Machine, decimal Human)> Criteria { get; init; } = [];

    public string Band => BandOf(Human, Possible);

    public bool IsWithin(decimal points) => Math.Abs(Machine - Human) <= points;

    /// <summary>Where a mark lies: nothing, all, or between.</summary>
    public static string BandOf(decimal points, decimal possible) => points == 0 ? "zero" : points == possible ? "full" : "mid";
}
