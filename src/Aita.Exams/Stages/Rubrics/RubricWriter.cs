using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>Writes the result files and the record of what was written. A file that would not change is left alone.</summary>
internal static class RubricWriter
{
    /// <returns>The files in use, as full paths, and what there is for each question: what was edited since the plan was made stays.</returns>
    /// <exception cref="ExamException">A file could not be written, or was edited since and cannot be used.</exception>
    public static async Task<(IReadOnlyList<string> Files, IReadOnlyList<QuestionResult> Questions)> WriteAsync(
        RubricPlan plan, IReadOnlyList<QuestionResult> made, CancellationToken cancellationToken)
    {
        var folder = plan.Folder;
        await WriteGeneratedAsync(folder, made, cancellationToken).ConfigureAwait(false);
        var now = await RubricFiles.ReadAsync(folder, plan.Spec, cancellationToken).ConfigureAwait(false);
        List<QuestionResult> questions = [.. made.Select(question => WithEdits(question, plan.Files, now))];
        List<AnswerKey> keys = [.. questions.Select(question => question.Key).OfType<AnswerKey>()];
        List<Rubric> rubrics = [.. questions.Select(question => question.Rubric).OfType<Rubric>()];

        // The record goes first: see StageRecord.
        await WriteRecordAsync(plan, now, made, questions, cancellationToken).ConfigureAwait(false);
        if (!Same(keys, now.Keys, RubricFiles.HashOf, key => key.QuestionId) || !File.Exists(folder.AnswerKeys))
        {
            await ExamFiles.WriteAnswerKeysAsync(folder.AnswerKeys, keys, cancellationToken).ConfigureAwait(false);
        }

        if (!Same(rubrics, now.Rubrics, RubricFiles.HashOf, rubric => rubric.QuestionId) || !File.Exists(folder.Rubrics))
        {
            await ExamFiles.WriteRubricsAsync(folder.Rubrics, rubrics, cancellationToken).ConfigureAwait(false);
        }

        return ([folder.AnswerKeys, folder.Rubrics, folder.GeneratedAnswerKeys, folder.GeneratedRubrics], questions);
    }

    /// <summary>An entry that is not what the plan has read was written by somebody since, and stays. One that was deleted is made anew.</summary>
    private static QuestionResult WithEdits(QuestionResult question, RubricFiles planned, RubricFiles now)
    {
        var id = question.Question.QuestionId;
        if (now.Keys.GetValueOrDefault(id) is { } key && RubricFiles.HashOf(key) != HashOf(planned.Keys, id, RubricFiles.HashOf))
        {
            question = question with { Key = key, KeyItem = question.KeyItem with { State = StageItemState.Edited, Error = null } };
        }

        return now.Rubrics.GetValueOrDefault(id) is { } rubric && RubricFiles.HashOf(rubric) != HashOf(planned.Rubrics, id, RubricFiles.HashOf)
            ? question with { Rubric = rubric, RubricItem = question.RubricItem with { State = StageItemState.Edited, Error = null } }
            : question;
    }

    /// <summary>What models wrote last for each question, also where a person's version is in use instead.</summary>
    private static async Task WriteGeneratedAsync(AssignmentFolder folder, IReadOnlyList<QuestionResult> questions, CancellationToken cancellationToken)
    {
        var oldKeys = await ExamFiles.TryReadAnswerKeysAsync(folder.GeneratedAnswerKeys, cancellationToken).ConfigureAwait(false);
        if (oldKeys is null || questions.Any(question => question.KeyItem.State == StageItemState.Made))
        {
            await ExamFiles.WriteAnswerKeysAsync(
                folder.GeneratedAnswerKeys,
                [.. questions.Select(question => IsGenerated(question.KeyItem) ? question.Key : oldKeys?.FirstOrDefault(key => Is(key.QuestionId, question)))
                    .OfType<AnswerKey>()],
                cancellationToken).ConfigureAwait(false);
        }

        var oldRubrics = await ExamFiles.TryReadRubricsAsync(folder.GeneratedRubrics, cancellationToken).ConfigureAwait(false);
        if (oldRubrics is null || questions.Any(question => question.RubricItem.State == StageItemState.Made))
        {
            await ExamFiles.WriteRubricsAsync(
                folder.GeneratedRubrics,
                [.. questions.Select(question => IsGenerated(question.RubricItem) ? question.Rubric : oldRubrics?.FirstOrDefault(rubric => Is(rubric.QuestionId, question)))
                    .OfType<Rubric>()],
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the run itself has decided what the entry is.</summary>
    private static bool IsNew(StageItem item) => item.IsUsable && item.State != StageItemState.Edited;

    private static bool IsGenerated(StageItem item) => item.State is StageItemState.Made or StageItemState.Kept;

    private static bool Is(string id, QuestionResult question) => string.Equals(id, question.Question.QuestionId, StringComparison.Ordinal);

    private static async Task WriteRecordAsync(
        RubricPlan plan, RubricFiles now, IReadOnlyList<QuestionResult> made, List<QuestionResult> questions, CancellationToken cancellationToken)
    {
        var (record, instructions, model) = (now.Record, plan.Inputs.Instructions, plan.Options.Model);
        var items = new Dictionary<string, StageRecordItem>(StringComparer.Ordinal);
        foreach (var (question, keyOfIt) in questions.Zip(made.Select(question => question.Key)))
        {
            KeepUnlessNew(question.KeyItem);
            KeepUnlessNew(question.RubricItem);
            if (question.Key is { } key && IsNew(question.KeyItem))
            {
                var stamp = RubricFiles.StampOf(new AnswerKeyTask(question.Question, instructions), model);
                items[question.KeyItem.Id] = record.Next(question.KeyItem.Id, stamp, RubricFiles.HashOf(key), HashOf(now.Keys, key.QuestionId, RubricFiles.HashOf));
            }

            if (question.Rubric is { } rubric && IsNew(question.RubricItem))
            {
                // A rubric that the instructor gave comes from no request, so it is never taken for one that a model made.
                var stamp = question.RubricItem.State == StageItemState.Given || keyOfIt is null
                    ? ""
                    : RubricFiles.StampOf(new RubricTask(question.Question, keyOfIt, instructions), model);
                items[question.RubricItem.Id] = record.Next(question.RubricItem.Id, stamp, RubricFiles.HashOf(rubric), HashOf(now.Rubrics, rubric.QuestionId, RubricFiles.HashOf));
            }
        }

        if (items.Count != record.Items.Count || items.Any(item => record.Items.GetValueOrDefault(item.Key) != item.Value))
        {
            await new StageRecord { Items = items }.WriteAsync(plan.Folder.RubricRecord, cancellationToken).ConfigureAwait(false);
        }

        // So that an edit which is taken back is no edit any more, and what is left of an earlier run is none either.
        void KeepUnlessNew(StageItem item)
        {
            if (!IsNew(item) && record.Items.GetValueOrDefault(item.Id) is { } before)
            {
                items[item.Id] = before;
            }
        }
    }

    private static string? HashOf<T>(IReadOnlyDictionary<string, T> entries, string id, Func<T, string> hashOf)
        where T : class => entries.GetValueOrDefault(id) is { } entry ? hashOf(entry) : null;

    private static bool Same<T>(List<T> now, IReadOnlyDictionary<string, T> before, Func<T, string> hashOf, Func<T, string> idOf)
        where T : class =>
        now.Count == before.Count
        && now.TrueForAll(entry => before.GetValueOrDefault(idOf(entry)) is { } old && string.Equals(hashOf(old), hashOf(entry), StringComparison.Ordinal));
}
