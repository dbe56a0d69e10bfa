using System.Text.Json;
using Aita.Exams.Domain;
using Aita.Exams.Prompts;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>Asks a model for the answer key of one question. Id <c>answer_key_1a</c>.</summary>
public sealed class AnswerKeyTask : JsonTask<AnswerKey>
{
    private static readonly JsonElement Schema = JsonElement.Parse("""
        {
          "type": "object",
          "properties": {
            "correct_answer": {"type": "string"},
            "alternative_answers": {"type": "array", "items": {"type": "string"}},
            "explanation": {"type": "string"},
            "solution_steps": {"type": "array", "items": {"type": "string"}},
            "grading_notes": {"type": "string"}
          },
          "required": ["correct_answer", "alternative_answers", "explanation", "solution_steps", "grading_notes"],
          "additionalProperties": false
        }
        """);

    private readonly ExamQuestion _question;
    private readonly GradingInstructions _instructions;

    /// <summary>Creates a task.</summary>
    /// <param name="question">The question.</param>
    /// <param name="instructions">What the instructor wants, free text; <see langword="null"/> for nothing.</param>
    public AnswerKeyTask(ExamQuestion question, string? instructions = null)
        : this(question, new GradingInstructions { General = instructions })
    {
    }

    /// <summary>Creates a task.</summary>
    /// <param name="question">The question.</param>
    /// <param name="instructions">What the instructor wants.</param>
    public AnswerKeyTask(ExamQuestion question, GradingInstructions instructions)
        : base(IdOf((question ?? throw new ArgumentNullException(nameof(question))).QuestionId), ExamJsonContext.Readable.AnswerKey, StageChat.Precise, Schema)
    {
        ArgumentNullException.ThrowIfNull(instructions);
        (_question, _instructions) = (question, instructions);
    }

    /// <summary>The id of a question's task.</summary>
    public static string IdOf(string questionId) => $"answer_key_{questionId}";

    /// <summary>One task for each question.</summary>
    /// <param name="questions">The questions.</param>
    /// <param name="instructions">What the instructor wants, free text; <see langword="null"/> for nothing.</param>
    public static IReadOnlyList<AnswerKeyTask> CreateAll(IEnumerable<ExamQuestion> questions, string? instructions = null) =>
        CreateAll(questions, new GradingInstructions { General = instructions });

    /// <summary>One task for each question.</summary>
    /// <param name="questions">The questions.</param>
    /// <param name="instructions">What the instructor wants.</param>
    public static IReadOnlyList<AnswerKeyTask> CreateAll(IEnumerable<ExamQuestion> questions, GradingInstructions instructions)
    {
        ArgumentNullException.ThrowIfNull(questions);
        return [.. questions.Select(question => new AnswerKeyTask(question, instructions))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ChatMessage> BuildMessages() =>
        [new(ChatRole.User, QuestionPrompt.Render("answer_key.prompt.md", _question, _instructions))];

    /// <summary>Reads the answer; the question's id is ours, not the model's.</summary>
    public override AnswerKey ParseAnswer(LlmAnswer answer) => base.ParseAnswer(answer) with { QuestionId = _question.QuestionId, Extra = null };

    /// <inheritdoc/>
    protected override IEnumerable<string> Validate(AnswerKey value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return string.IsNullOrWhiteSpace(value.CorrectAnswer) ? ["correct_answer is empty; write the final answer."] : [];
    }
}
