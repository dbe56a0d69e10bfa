using Aita.Exams.Domain;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>
/// Changes rubrics as an instructor's file of wishes says: by code where the file is clear, else by a model. The rubrics as they were are
/// kept in a backup, and a log says what was done. A wish that a model cannot fulfil leaves its rubric as it was.
/// </summary>
public static class AdjustmentStage
{
    /// <summary>The name of the stage in checkpoints.</summary>
    public const string Name = "adjustments";

    /// <summary>Runs the stage and writes its files.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="executor">Runs the requests.</param>
    /// <param name="batch">Events and callbacks.</param>
    /// <param name="time">The clock of time stamps; the system's if <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the batch: what is done by then is written, the rest stays as it was.</param>
    /// <exception cref="ExamException">Free text is about nothing in the exam as far as a model can tell, or a file could not be written; no rubric is changed then.</exception>
    public static async Task<RubricStageResult> RunAsync(
        AdjustmentPlan plan, ParallelLlmExecutor executor, BatchOptions? batch = null, TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(executor);
        var wishes = await AllWishesAsync(plan, executor, batch, cancellationToken).ConfigureAwait(false);
        var byCode = wishes.ToDictionary(
            wish => wish.QuestionId, wish => RubricAdjustment.Apply(wish, plan.RubricOf(wish.QuestionId), plan.QuestionOf(wish.QuestionId)), StringComparer.Ordinal);
        var tasks = wishes.Where(wish => byCode[wish.QuestionId] is null)
            .Select(wish => new AdjustRubricTask(plan.QuestionOf(wish.QuestionId), plan.RubricOf(wish.QuestionId), wish)).ToList();
        var results = tasks.Count == 0
            ? null
            : await executor.ExecuteBatchAsync(tasks, plan.Folder.CheckpointName(Name), batch, cancellationToken).ConfigureAwait(false);
        var now = await ExamFiles.TryReadRubricsAsync(plan.Folder.Rubrics, CancellationToken.None).ConfigureAwait(false) ?? [];
        var changes = wishes.Select(wish => Change.Of(wish, byCode[wish.QuestionId], results).UnlessEdited(plan.RubricOf(wish.QuestionId), now)).ToList();
        var files = await WriteAsync(plan, now, changes, (time ?? TimeProvider.System).GetUtcNow()).ConfigureAwait(false);
        return new RubricStageResult { Items = [.. changes.Select(change => change.Item)], Files = files, StoppedBy = results?.StoppedBy };
    }

    /// <summary>The wishes under questions and, once a model has sorted it, those of the free text.</summary>
    private static async Task<IReadOnlyList<QuestionAdjustment>> AllWishesAsync(
        AdjustmentPlan plan, ParallelLlmExecutor executor, BatchOptions? batch, CancellationToken cancellationToken)
    {
        if (plan.Text.FreeText.Length == 0)
        {
            return plan.Open;
        }

        var sorting = new SortWishesTask(plan.Text.FreeText, plan.Spec);
        var results = await executor.ExecuteBatchAsync([sorting], plan.Folder.CheckpointName("wishes"), batch, cancellationToken).ConfigureAwait(false);
        if (results.GetResult<SortedWishes>(sorting.Id) is not { IsSuccess: true } sorted)
        {
            throw new ExamException(
                ExamErrorKind.Invalid,
                $"What {plan.Path} says before its first question could not be sorted by question, and nothing was changed: {results.GetResult(sorting.Id)?.Error} "
                + "Put the question's id before each wish, such as '1a: normalization 2 pts'.");
        }

        var more = sorted.Value.Adjustments.Select(wish => new QuestionAdjustment(wish.QuestionId, [.. AdjustmentText.ItemsOf(wish.Wish)]));
        var all = plan.Text.Questions.Concat(more).GroupBy(wish => wish.QuestionId, StringComparer.Ordinal)
            .Select(group => new QuestionAdjustment(group.Key, [.. group.SelectMany(wish => wish.Items)])).ToList();
        var errors = all.Select(wish => RubricAdjustment.ProblemOf(wish, plan.QuestionOf(wish.QuestionId))).OfType<string>()
            .Concat(AdjustmentPlan.MissingRubrics(all.Select(wish => wish.QuestionId), plan.Rubrics, plan.Folder)).ToList();
        return errors.Count > 0
            ? throw new ExamException(ExamErrorKind.Invalid, $"{plan.Path} cannot be used, and nothing was changed:\n- {string.Join("\n- ", errors)}")
            : [.. all.Where(plan.IsOpen)];
    }

    private static async Task<IReadOnlyList<string>> WriteAsync(AdjustmentPlan plan, IReadOnlyList<Rubric> rubrics, List<Change> changes, DateTimeOffset now)
    {
        var changed = changes.Where(change => change.Rubric is not null).ToDictionary(change => change.Wish.QuestionId, change => change.Rubric!, StringComparer.Ordinal);
        if (changed.Count == 0)
        {
            return [];
        }

        var backup = await AdjustmentHistory.BackUpAsync(plan.Folder, rubrics, now, CancellationToken.None).ConfigureAwait(false);
        await ExamFiles.WriteRubricsAsync(
            plan.Folder.Rubrics, [.. rubrics.Select(rubric => changed.GetValueOrDefault(rubric.QuestionId) ?? rubric)], CancellationToken.None).ConfigureAwait(false);
        var log = await AdjustmentHistory.WriteAsync(
            plan.Folder,
            new AdjustmentLog { Timestamp = now, AdjustmentFile = plan.Path, BackupFile = backup, Adjustments = [.. changes.Select(change => change.ToLog())] },
            CancellationToken.None).ConfigureAwait(false);
        return [plan.Folder.Rubrics, backup, log];
    }

    /// <summary>What became of the wishes for one question.</summary>
    private sealed record Change(QuestionAdjustment Wish, Rubric? Rubric, AdjustedBy By, StageItem Item)
    {
        public static Change Of(QuestionAdjustment wish, Rubric? byCode, BatchResult? results)
        {
            var item = new StageItem($"adjust_rubric_{wish.QuestionId}", $"rubric of question {wish.QuestionId}", StageItemState.Made);
            if (byCode is not null)
            {
                return new Change(wish, byCode, AdjustedBy.Code, item);
            }

            var result = results?.GetResult<Rubric>(item.Id);
            return result is not null && result.TryGetValue(out var rubric)
                ? new Change(wish, rubric, AdjustedBy.Model, item with { CallTime = result.CallTime })
                : new Change(wish, null, AdjustedBy.Nobody, item with
                {
                    State = result?.Outcome == TaskOutcome.Failed ? StageItemState.Failed : StageItemState.NotRun,
                    Error = result?.Error,
                });
        }

        /// <summary>The change, or none if the rubric is not any more what the change was made from.</summary>
        public Change UnlessEdited(Rubric before, IReadOnlyList<Rubric> now) =>
            Rubric is null || now.Any(rubric => string.Equals(rubric.QuestionId, before.QuestionId, StringComparison.Ordinal) && RubricFiles.HashOf(rubric) == RubricFiles.HashOf(before))
                ? this
                : this with { Rubric = null, By = AdjustedBy.Nobody, Item = Item with { State = StageItemState.Failed, Error = "It was edited while this ran, so it stays as it is; run the command again." } };

        public AdjustmentLogEntry ToLog() => new()
        {
            QuestionId = Wish.QuestionId,
            Wishes = Wish.Text,
            By = By,
            RubricHash = Rubric is null ? "" : RubricFiles.HashOf(Rubric),
            Error = Item.Error,
        };
    }
}
