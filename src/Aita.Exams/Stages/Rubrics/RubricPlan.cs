using Aita.Exams.Domain;
using Aita.Exams.Estimates;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>What the rubric stage will do, known before anything is sent. Immutable.</summary>
public sealed class RubricPlan
{
    /// <summary>Tokens of an answer key and of a rubric: a multiple choice at one end, a long derivation at the other.</summary>
    private static readonly TokenRange KeyTokens = new(150, 1200);
    private static readonly TokenRange RubricTokens = new(150, 900);

    private RubricPlan(AssignmentFolder folder, RubricStageOptions options, RubricInputs inputs, RubricFiles files, ForcedRun forcedRun)
    {
        (Folder, Options, Inputs, Files, ForcedRun) = (folder, options, inputs, files, forcedRun);
        Questions = [.. inputs.Spec.Questions.Select(question => QuestionPlan.Decide(question, inputs, files, options))];
        Estimate = Questions.Aggregate(CallEstimate.None, (sum, question) => sum + EstimateOf(question));
    }

    /// <summary>The assignment.</summary>
    public AssignmentFolder Folder { get; }

    /// <summary>The exam.</summary>
    public ExamSpec Spec => Inputs.Spec;

    /// <summary>The number of calls and about what they use. A rubric's prompt holds its answer key, so that its size is a guess.</summary>
    public CallEstimate Estimate { get; }

    /// <summary>What need not be made, in the order of the exam: kept, given or edited.</summary>
    public IReadOnlyList<StageItem> Ready => [.. Questions.SelectMany(ReadyOf)];

    /// <summary>Whether a forced run was interrupted, with which this one goes on.</summary>
    public bool ContinuesForcedRun => ForcedRun.IsUnfinished;

    /// <summary>Whether the keys and rubrics in use stay as they are: none is to be made, and none that was given replaces another.</summary>
    internal bool ChangesNothing => Questions.All(question => question.IsReady
        && (question.Rubric.State != StageItemState.Given
            || (Files.Rubrics.GetValueOrDefault(question.Question.QuestionId) is { } used && RubricFiles.HashOf(used) == RubricFiles.HashOf(question.Rubric.Value!))));

    internal RubricStageOptions Options { get; }

    internal RubricInputs Inputs { get; }

    internal RubricFiles Files { get; }

    internal ForcedRun ForcedRun { get; }

    internal IReadOnlyList<QuestionPlan> Questions { get; }

    /// <summary>Reads and checks everything, and decides what is to be made.</summary>
    /// <exception cref="ExamException">The exam or a file of the instructor is missing or cannot be used; the message says what to do.</exception>
    public static async Task<RubricPlan> ReadAsync(AssignmentFolder folder, RubricStageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new RubricStageOptions();
        var inputs = await RubricInputs.ReadAsync(folder, options, cancellationToken).ConfigureAwait(false);
        var files = await RubricFiles.ReadAsync(folder, inputs.Spec, cancellationToken).ConfigureAwait(false);
        var forcedRun = await ForcedRun.ReadAsync(folder.ForcedRubrics, cancellationToken).ConfigureAwait(false);
        return new RubricPlan(folder, options with { Force = options.Force || forcedRun.IsUnfinished }, inputs, files, forcedRun);
    }

    private static IEnumerable<StageItem> ReadyOf(QuestionPlan plan)
    {
        var id = plan.Question.QuestionId;
        if (plan.Key.Value is not null)
        {
            yield return new StageItem(AnswerKeyTask.IdOf(id), $"answer key of question {id}", plan.Key.State);
        }

        if (plan.Rubric.Value is not null)
        {
            yield return new StageItem(RubricTask.IdOf(id), $"rubric of question {id}", plan.Rubric.State);
        }
    }

    private CallEstimate EstimateOf(QuestionPlan plan)
    {
        var sum = CallEstimate.None;
        if (plan.Key.Value is null)
        {
            sum += CallEstimate.One(new AnswerKeyTask(plan.Question, Inputs.Instructions).BuildMessages(), images: 0, KeyTokens);
        }

        if (plan.Rubric.Value is null)
        {
            var key = plan.Key.Value ?? new AnswerKey();
            var rubric = CallEstimate.One(new RubricTask(plan.Question, key, Inputs.Instructions).BuildMessages(), images: 0, RubricTokens);
            sum += plan.Key.Value is null ? rubric with { Input = rubric.Input + KeyTokens } : rubric;
        }

        return sum;
    }
}
