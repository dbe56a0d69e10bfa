namespace Aita.Exams.Stages.Rubrics;

/// <summary>
/// What the instructor wants of answer keys and rubrics. Where the two contradict each other, the instructions for a question count; a rubric
/// that the instructor wrote counts more than both, because no model is asked then.
/// </summary>
public sealed record GradingInstructions
{
    // Before None, which needs it.
    private static readonly IReadOnlyDictionary<string, string> Empty = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>No instructions: question and answer key alone decide.</summary>
    public static GradingInstructions None { get; } = new();

    /// <summary>For all questions, free text; <see langword="null"/> if there are none.</summary>
    public string? General { get; init; }

    /// <summary>For single questions, by question id.</summary>
    public IReadOnlyDictionary<string, string> ByQuestion { get; init => field = value ?? Empty; } = Empty;

    /// <summary>The instructions for one question; <see langword="null"/> if there are none.</summary>
    public string? For(string questionId) => ByQuestion.GetValueOrDefault(questionId) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
}
