using System.Text.Json;
using Aita.Exams.Domain;
using Aita.Exams.Prompts;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>Asks a model to work a person's wishes into a rubric. Id <c>adjust_rubric_1a</c>. What the person gave points to stays as it is.</summary>
internal sealed class AdjustRubricTask : JsonTask<Rubric>
{
    private readonly ExamQuestion _question;
    private readonly Rubric _rubric;
    private readonly QuestionAdjustment _wishes;

    public AdjustRubricTask(ExamQuestion question, Rubric rubric, QuestionAdjustment wishes)
        : base($"adjust_rubric_{question.QuestionId}", ExamJsonContext.Readable.Rubric, StageChat.Precise, RubricTask.SchemaOf(question.Points)) =>
        (_question, _rubric, _wishes) = (question, rubric, wishes);

    public override IReadOnlyList<ChatMessage> BuildMessages() =>
    [
        new(ChatRole.User, PromptTemplate.Load("adjust_rubric.prompt.md").Render(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["question_id"] = _question.QuestionId,
            ["question_type"] = QuestionPrompt.TypeOf(_question),
            ["points"] = QuestionPrompt.Points(_question.Points),
            ["question_text"] = _question.QuestionText,
            ["rubric"] = JsonSerializer.Serialize(_rubric with { Extra = null }, ExamJsonContext.Readable.Rubric),
            ["wishes"] = _wishes.Text,
        })),
    ];

    /// <summary>Reads the answer; the question's id is ours, not the model's.</summary>
    public override Rubric ParseAnswer(LlmAnswer answer) => RubricTask.Clean(base.ParseAnswer(answer), _question);

    protected override IEnumerable<string> Validate(Rubric value)
    {
        foreach (var problem in RubricTask.Problems(value, _question))
        {
            yield return problem;
        }

        foreach (var item in _wishes.Items.Where(item => item.Points is not null))
        {
            if (!value.Criteria.Any(criterion => criterion.Points == item.Points && criterion.Description.Contains(item.Description, StringComparison.OrdinalIgnoreCase)))
            {
                yield return $"The instructor's criterion '{item.Description}' with {QuestionPrompt.Points(item.Points!.Value)} points is missing; take it over word for word.";
            }
        }
    }
}
