namespace Aita.Exams.Stages.Grading;

/// <summary>A figure with the interval in which it lies with 95 % confidence. Immutable.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <param name="N">On how many observations it rests.</param>
public sealed record Statistic(double Value, double Low, double High, int N);
