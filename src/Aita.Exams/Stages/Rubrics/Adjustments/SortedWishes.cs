namespace Aita.Exams.Stages.Rubrics;

/// <summary>The wishes of a text by question, as a model sorted them.</summary>
internal sealed record SortedWishes
{
    public IReadOnlyList<SortedWish> Adjustments { get; init => field = value ?? []; } = [];
}

/// <summary>One wish.</summary>
internal sealed record SortedWish
{
    public string QuestionId { get; init => field = value?.Trim() ?? ""; } = "";

    public string Wish { get; init => field = value?.Trim() ?? ""; } = "";
}
