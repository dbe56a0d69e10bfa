namespace Aita.Exams.Stages.Grading;

/// <summary>The comparison that set a threshold which later ones kept. Immutable.</summary>
public sealed record KeptThreshold
{
    /// <summary>When it was made.</summary>
    public DateTimeOffset? ComparedAt { get; init; }

    /// <summary>Its marks of a teacher, as a file name.</summary>
    public string Source { get; init => field = value ?? ""; } = "";

    /// <summary>The models whose marks it compared; the threshold holds for them alone.</summary>
    public IReadOnlyList<string> Models { get; init => field = value ?? []; } = [];
}
