namespace Aita.Exams.Stages.Grading;

/// <summary>What a model answered. Nothing of it counts before <see cref="AnswerRules"/> has checked it.</summary>
internal sealed record GradingAnswer
{
    public required IReadOnlyList<CriterionAnswer> Criteria { get; init => field = value ?? []; } = [];

    public string Feedback { get; init => field = value?.Trim() ?? ""; } = "";

    public double Confidence { get; init; } = -1;

    public IReadOnlyList<string> Concerns { get; init => field = value ?? []; } = [];
}

/// <summary>What a model answered about one criterion.</summary>
internal sealed record CriterionAnswer
{
    public required int Criterion { get; init; }

    public string Quote { get; init => field = value?.Trim() ?? ""; } = "";

    public string Reason { get; init => field = value?.Trim() ?? ""; } = "";

    public required decimal Points { get; init; }
}
