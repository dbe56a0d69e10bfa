namespace Aita.Exams.Stages.Rubrics;

/// <summary>One thing that a person wants to be worth points. Immutable.</summary>
/// <param name="Description">The person's words.</param>
/// <param name="Points">What it is worth; <see langword="null"/> when the person did not say.</param>
internal sealed record AdjustmentItem(string Description, decimal? Points);
