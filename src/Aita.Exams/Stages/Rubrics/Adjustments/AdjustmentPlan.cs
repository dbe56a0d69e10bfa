using Aita.Exams.Domain;
using Aita.Exams.Estimates;
using Aita.Exams.Workspace;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>What a file of wishes will change in the rubrics, known before anything is sent or written. Immutable.</summary>
public sealed class AdjustmentPlan
{
    private static readonly TokenRange RubricTokens = new(150, 900);
    private static readonly TokenRange WishTokens = new(60, 900);

    private AdjustmentPlan(
        AssignmentFolder folder, string path, ExamSpec spec, IReadOnlyList<Rubric> rubrics, AdjustmentText text,
        IReadOnlyDictionary<string, AdjustmentLogEntry> history)
    {
        (Folder, Path, Spec, Rubrics, Text, History) = (folder, path, spec, rubrics, text, history);
        Estimate = Open.Where(wishes => RubricAdjustment.Apply(wishes, RubricOf(wishes.QuestionId), QuestionOf(wishes.QuestionId)) is null)
            .Aggregate(CallEstimate.None, (sum, wishes) => sum + EstimateOf(wishes));
        if (text.FreeText.Length > 0)
        {
            var sorting = new SortWishesTask(text.FreeText, spec);
            Estimate = (Estimate + CallEstimate.One(sorting.BuildMessages(), images: 0, WishTokens)) with { AtMost = 1 + rubrics.Count };
        }
    }

    /// <summary>The assignment.</summary>
    public AssignmentFolder Folder { get; }

    /// <summary>The calls for what code cannot do. Free text, which names no question, may lead to one for each rubric.</summary>
    public CallEstimate Estimate { get; }

    /// <summary>Whether everything the file wants was done by an earlier run.</summary>
    public bool IsDone => Text.FreeText.Length == 0 && Open.Count == 0;

    internal string Path { get; }

    internal ExamSpec Spec { get; }

    internal IReadOnlyList<Rubric> Rubrics { get; }

    internal AdjustmentText Text { get; }

    /// <summary>The wishes under a question that were not fulfilled yet.</summary>
    internal IReadOnlyList<QuestionAdjustment> Open => [.. Text.Questions.Where(IsOpen)];

    private IReadOnlyDictionary<string, AdjustmentLogEntry> History { get; }

    /// <summary>Reads and checks everything.</summary>
    /// <param name="folder">The assignment.</param>
    /// <param name="path">The file of wishes.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ExamException">
    /// There are no rubrics to change, none of a question that free text names, or the file is missing, names a question that the exam does not have, or more points than a question
    /// has: the message names every such line, and nothing is changed.
    /// </exception>
    public static async Task<AdjustmentPlan> ReadAsync(AssignmentFolder folder, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var spec = await ExamFiles.ReadExamSpecAsync(folder, cancellationToken).ConfigureAwait(false);
        var words = await TextFile.TryReadAsync(path, cancellationToken).ConfigureAwait(false)
            ?? throw new ExamException(ExamErrorKind.Missing, $"The file {path} does not exist; check the path.");
        var rubrics = await ExamFiles.TryReadRubricsAsync(folder.Rubrics, cancellationToken).ConfigureAwait(false) ?? [];
        var text = AdjustmentText.Parse(words, spec);
        var errors = text.Errors
            .Concat(text.Questions.Select(wishes => RubricAdjustment.ProblemOf(wishes, spec.Find(wishes.QuestionId)!)).OfType<string>())
            .Concat(MissingRubrics([.. text.Questions.Select(wishes => wishes.QuestionId), .. NamedQuestions.In(text.FreeText, spec).Select(question => question.QuestionId)], rubrics, folder))
            .ToList();
        if (errors.Count == 0 && text.Questions.Count == 0 && text.FreeText.Length == 0)
        {
            errors.Add("it is empty; write lines such as '1a: normalization 2 pts'.");
        }

        return errors.Count > 0
            ? throw new ExamException(ExamErrorKind.Invalid, $"{path} cannot be used, and nothing was changed:\n- {string.Join("\n- ", errors)}")
            : new AdjustmentPlan(folder, path, spec, rubrics, text, await AdjustmentHistory.ReadAsync(folder, cancellationToken).ConfigureAwait(false));
    }

    internal Rubric RubricOf(string questionId) => Rubrics.First(rubric => string.Equals(rubric.QuestionId, questionId, StringComparison.Ordinal));

    internal ExamQuestion QuestionOf(string questionId) => Spec.Find(questionId)!;

    /// <summary>Whether the rubric is not what these wishes made of it already.</summary>
    internal bool IsOpen(QuestionAdjustment wishes) =>
        History.GetValueOrDefault(wishes.QuestionId) is not { } entry
        || !string.Equals(entry.Wishes, wishes.Text, StringComparison.Ordinal)
        || !string.Equals(entry.RubricHash, RubricFiles.HashOf(RubricOf(wishes.QuestionId)), StringComparison.Ordinal);

    /// <summary>Questions without a rubric that wishes are about, one sentence each.</summary>
    internal static IEnumerable<string> MissingRubrics(IEnumerable<string> wished, IReadOnlyList<Rubric> rubrics, AssignmentFolder folder)
    {
        if (rubrics.Count == 0)
        {
            yield return $"there are no rubrics in {folder.Rubrics} to change; make them first.";
            yield break;
        }

        foreach (var id in wished.Distinct(StringComparer.Ordinal).Where(id => rubrics.All(rubric => !string.Equals(rubric.QuestionId, id, StringComparison.Ordinal))))
        {
            yield return $"Question {id} has no rubric in {folder.Rubrics} yet; make it first.";
        }
    }

    private CallEstimate EstimateOf(QuestionAdjustment wishes)
    {
        IReadOnlyList<ChatMessage> messages = new AdjustRubricTask(QuestionOf(wishes.QuestionId), RubricOf(wishes.QuestionId), wishes).BuildMessages();
        return CallEstimate.One(messages, images: 0, RubricTokens);
    }
}
