using System.Runtime.CompilerServices;
using Aita.Exams.Domain;
using Aita.Exams.Workflow;
using Aita.Execution;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>
/// Makes the answer key and the rubric of every question. A rubric is asked for as soon as its answer key is there; files are written when the
/// last question is decided. A question that fails is reported and absent from the result files; nothing is ever filled in for it.
/// </summary>
public sealed class RubricWork : IStageWork
{
    private readonly RubricPlan _plan;
    private readonly RubricOutcomes _outcomes = new();
    private readonly Dictionary<string, QuestionPlan> _byTask = new(StringComparer.Ordinal);
    private int _open;
    private RubricStageResult? _result;

    /// <summary>Creates the work.</summary>
    /// <param name="plan">What to do.</param>
    public RubricWork(RubricPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        foreach (var question in plan.Questions)
        {
            _byTask.Add(AnswerKeyTask.IdOf(question.Question.QuestionId), question);
            _byTask.Add(RubricTask.IdOf(question.Question.QuestionId), question);
        }

        _open = plan.Questions.Count(question => !question.IsReady);
    }

    /// <inheritdoc/>
    public string Name => RubricStage.Name;

    /// <summary>Called when a question has its rubric, with the key if there is one: from then on answers to it can be graded.</summary>
    public Func<ExamQuestion, Rubric, AnswerKey?, CancellationToken, ValueTask>? QuestionReady { get; set; }

    /// <summary>Why the batch stopped early; whoever runs it says so before <see cref="FinishAsync"/>.</summary>
    public LlmFailure? StoppedBy
    {
        get => _outcomes.StoppedBy;
        set => _outcomes.StoppedBy = value;
    }

    /// <summary>What became of the stage.</summary>
    /// <exception cref="InvalidOperationException">The stage has not finished.</exception>
    public RubricStageResult Result => _result ?? throw new InvalidOperationException("The rubric stage has not finished.");

    /// <inheritdoc/>
    public bool Owns(string taskId) => _byTask.ContainsKey(taskId);

    /// <inheritdoc/>
    public async IAsyncEnumerable<LlmTask> StartAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var question in _plan.Questions)
        {
            if (question.IsReady)
            {
                await HandOnAsync(question.Question, question.Rubric.Value!, question.Key.Value, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                yield return question.FirstTask(_plan.Inputs.Instructions)!;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LlmTask>> TakeAsync(TaskResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        _outcomes.Add(result);
        var plan = _byTask[result.TaskId];
        if (result is TaskResult<AnswerKey> madeKey && madeKey.TryGetValue(out var key))
        {
            if (plan.Rubric.Value is null)
            {
                return [new RubricTask(plan.Question, key, _plan.Inputs.Instructions)];
            }

            await HandOnAsync(plan.Question, plan.Rubric.Value, key, cancellationToken).ConfigureAwait(false);
        }
        else if (result is TaskResult<Rubric> madeRubric && madeRubric.TryGetValue(out var rubric))
        {
            var keyOfIt = plan.Key.Value ?? _outcomes.Find<AnswerKey>(AnswerKeyTask.IdOf(plan.Question.QuestionId))!.Value;
            await HandOnAsync(plan.Question, rubric, keyOfIt, cancellationToken).ConfigureAwait(false);
        }

        else if (result is TaskResult<AnswerKey> { Outcome: TaskOutcome.Failed } && plan.Rubric.Value is { } given)
        {
            // A rubric that a person wrote is enough to grade by.
            await HandOnAsync(plan.Question, given, key: null, cancellationToken).ConfigureAwait(false);
        }

        if (result.Outcome != TaskOutcome.NotRun && --_open == 0)
        {
            await WriteAsync().ConfigureAwait(false);
        }

        return [];
    }

    /// <inheritdoc/>
    public Task FinishAsync(CancellationToken cancellationToken) => WriteAsync();

    private ValueTask HandOnAsync(ExamQuestion question, Rubric rubric, AnswerKey? key, CancellationToken cancellationToken) =>
        QuestionReady?.Invoke(question, rubric, key, cancellationToken) ?? ValueTask.CompletedTask;

    /// <summary>What has been paid for is written even when the run was stopped.</summary>
    private async Task WriteAsync()
    {
        if (_result is not null)
        {
            return;
        }

        var (files, questions) = await RubricWriter.WriteAsync(
            _plan, [.. _plan.Questions.Select(question => QuestionResult.Of(question, _plan, _outcomes))], CancellationToken.None).ConfigureAwait(false);
        _result = new RubricStageResult
        {
            Items = [.. questions.SelectMany(question => new[] { question.KeyItem, question.RubricItem })],
            Files = files,
            StoppedBy = StoppedBy,
        };
        if (_result.IsFinished)
        {
            await _plan.ForcedRun.FinishAsync(only: null, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
