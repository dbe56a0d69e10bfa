namespace Aita.Exams.Stages.Rubrics;

/// <summary>What the rubric stage works from, besides the exam.</summary>
public sealed record RubricStageOptions
{
    /// <summary>A file of rubrics written by the instructor; it must exist.</summary>
    /// <value><see langword="null"/>: <c>rubrics/user_rubrics.json</c> of the assignment, if there is one.</value>
    public string? UserRubrics { get; init; }

    /// <summary>Instructions for all questions, free text.</summary>
    /// <value><see langword="null"/>: <c>rubrics/rubric_instructions.txt</c> of the assignment, if there is one.</value>
    public string? Instructions { get; init; }

    /// <summary>A file of instructions by question id; it must exist.</summary>
    /// <value><see langword="null"/>: <c>rubrics/question_specific_instructions.json</c> of the assignment, if there is one.</value>
    public string? QuestionInstructions { get; init; }

    /// <summary>The model that will be asked; part of what decides whether an earlier result is still current.</summary>
    /// <value><see langword="null"/>: the client's own.</value>
    public string? Model { get; init; }

    /// <summary>Whether to make everything anew that no person wrote or edited.</summary>
    /// <value>False.</value>
    public bool Force { get; init; }
}
