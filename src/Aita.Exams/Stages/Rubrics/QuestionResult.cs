using Aita.Exams.Domain;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>What there is for one question after the batch. Pure.</summary>
/// <param name="Question">The question.</param>
/// <param name="Key">Its answer key for the result file; <see langword="null"/> if there is none.</param>
/// <param name="KeyItem">What became of the answer key.</param>
/// <param name="Rubric">Its rubric for the result file; <see langword="null"/> if there is none.</param>
/// <param name="RubricItem">What became of the rubric.</param>
internal sealed record QuestionResult(ExamQuestion Question, AnswerKey? Key, StageItem KeyItem, Rubric? Rubric, StageItem RubricItem)
{
    public static QuestionResult Of(QuestionPlan plan, RubricPlan all, RubricOutcomes results)
    {
        var question = plan.Question;
        var keyTask = results.Find<AnswerKey>(AnswerKeyTask.IdOf(question.QuestionId));
        var (key, keyItem) = Outcome(AnswerKeyTask.IdOf(question.QuestionId), $"answer key of question {question.QuestionId}", plan.Key, keyTask);
        var keyUndecided = keyTask is null ? plan.Key.Value is null : IsUndecided(keyTask, results);
        if (key is null && Earlier(all.Files.Keys, question) is { } earlierKey
            && (keyUndecided
                || (all.Files.OriginOf(earlierKey) == Origin.Stage && all.Files.IsCurrent(question, all.Inputs.Instructions, all.Options.Model))))
        {
            key = earlierKey;
        }

        var rubricTask = results.Find<Rubric>(RubricTask.IdOf(question.QuestionId));
        var (rubric, rubricItem) = Outcome(RubricTask.IdOf(question.QuestionId), $"rubric of question {question.QuestionId}", plan.Rubric, rubricTask);
        if (rubric is null && rubricTask is null)
        {
            rubricItem = keyItem.State == StageItemState.Failed && !keyUndecided
                ? rubricItem with { State = StageItemState.Failed, Error = "There is no answer key to make it from." }
                : rubricItem;
        }

        var rubricUndecided = rubricItem.State == StageItemState.NotRun || IsUndecided(rubricTask, results);
        if (rubric is null && key is not null && Earlier(all.Files.Rubrics, question) is { } earlierRubric
            && (rubricUndecided
                ? earlierRubric.Validate(question).Count == 0
                : all.Files.OriginOf(earlierRubric) == Origin.Stage && all.Files.IsCurrent(question, key, all.Inputs.Instructions, all.Options.Model)))
        {
            rubric = earlierRubric;
        }

        return new QuestionResult(question, key, keyItem, rubric, rubricItem);
    }

    /// <summary>Whether nothing was learned about the question itself: its request was not sent, or met what stopped the whole batch.</summary>
    private static bool IsUndecided(TaskResult? result, RubricOutcomes results) =>
        result is { Outcome: TaskOutcome.NotRun }
        || (result?.Failure is { } failure && (failure.StopsBatch || failure.Kind == results.StoppedBy?.Kind));

    /// <summary>
    /// A run that fails takes away no earlier result that is still current, and one that is stopped takes away none that can still be used.
    /// </summary>
    private static T? Earlier<T>(IReadOnlyDictionary<string, T> files, ExamQuestion question)
        where T : class => files.GetValueOrDefault(question.QuestionId);

    private static (T? Value, StageItem Item) Outcome<T>(string id, string name, Part<T> ready, TaskResult<T>? result)
        where T : class
    {
        if (ready.Value is not null)
        {
            return (ready.Value, new StageItem(id, name, ready.State));
        }

        if (result is not null && result.TryGetValue(out var value))
        {
            return (value, new StageItem(id, name, StageItemState.Made) { CallTime = result.CallTime });
        }

        var state = result?.Outcome == TaskOutcome.Failed ? StageItemState.Failed : StageItemState.NotRun;
        return (null, new StageItem(id, name, state) { Error = result?.Error, CallTime = result?.CallTime ?? TimeSpan.Zero });
    }
}
