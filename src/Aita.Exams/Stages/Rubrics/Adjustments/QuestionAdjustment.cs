namespace Aita.Exams.Stages.Rubrics;

/// <summary>What a person wants changed in the rubric of one question. Immutable.</summary>
/// <param name="QuestionId">The question.</param>
/// <param name="Items">What is to be worth points, in the person's order.</param>
internal sealed record QuestionAdjustment(string QuestionId, IReadOnlyList<AdjustmentItem> Items)
{
    /// <summary>What the points that were named add up to.</summary>
    public decimal NamedPoints => Items.Sum(item => item.Points ?? 0);

    /// <summary>The person's words, one wish a line.</summary>
    public string Text => string.Join('\n', Items.Select(item =>
        item.Points is { } points ? $"{item.Description} [{QuestionPrompt.Points(points)} points]" : item.Description));
}
