using Aita.Exams.Domain;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>What there is for one question, and what is still to be made. Pure.</summary>
/// <param name="Question">The question.</param>
/// <param name="Key">Its answer key; no value when it is to be made.</param>
/// <param name="Rubric">Its rubric; no value when it is to be made.</param>
internal sealed record QuestionPlan(ExamQuestion Question, Part<AnswerKey> Key, Part<Rubric> Rubric)
{
    /// <summary>
    /// Decides in this order: what a person wrote or edited in the result files; a rubric that the instructor gave; what an earlier run made
    /// from the same request; a model.
    /// </summary>
    public static QuestionPlan Decide(ExamQuestion question, RubricInputs inputs, RubricFiles files, RubricStageOptions options)
    {
        var key = DecideKey(question, inputs, files, options);
        return new QuestionPlan(question, key, DecideRubric(question, key.Value, inputs, files, options));
    }

    /// <summary>Whether nothing is to be made.</summary>
    public bool IsReady => Key.Value is not null && Rubric.Value is not null;

    /// <summary>The request to begin with: the answer key, or the rubric alone, or nothing.</summary>
    public LlmTask? FirstTask(GradingInstructions instructions) =>
        Key.Value is null ? new AnswerKeyTask(Question, instructions)
        : Rubric.Value is null ? new RubricTask(Question, Key.Value, instructions)
        : null;

    private static Part<AnswerKey> DecideKey(ExamQuestion question, RubricInputs inputs, RubricFiles files, RubricStageOptions options)
    {
        if (files.Keys.GetValueOrDefault(question.QuestionId) is not { } found)
        {
            return default;
        }

        return files.OriginOf(found) switch
        {
            Origin.Person => new(found, StageItemState.Edited),
            Origin.Stage when !options.Force && files.IsCurrent(question, inputs.Instructions, options.Model) => new(found, StageItemState.Kept),
            _ => default,
        };
    }

    private static Part<Rubric> DecideRubric(
        ExamQuestion question, AnswerKey? key, RubricInputs inputs, RubricFiles files, RubricStageOptions options)
    {
        var found = files.Rubrics.GetValueOrDefault(question.QuestionId);
        var origin = found is null ? Origin.StageBefore : files.OriginOf(found);
        if (origin == Origin.Person)
        {
            return new(found, StageItemState.Edited);
        }

        if (inputs.UserRubrics.Find(question.QuestionId) is { } given)
        {
            return new(given, StageItemState.Given);
        }

        return origin == Origin.Stage && !options.Force && key is not null && files.IsCurrent(question, key, inputs.Instructions, options.Model)
            ? new(found, StageItemState.Kept)
            : default;
    }
}

/// <summary>An answer key or a rubric that need not be made, and why.</summary>
/// <param name="Value">It; <see langword="null"/> when it is to be made.</param>
/// <param name="State">Why it need not be made.</param>
internal readonly record struct Part<T>(T? Value, StageItemState State)
    where T : class;
