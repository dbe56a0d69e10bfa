using System.Text.Json;
using System.Text.Json.Nodes;
using Aita.Exams.Domain;
using Aita.Exams.Prompts;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>Asks a model for the rubric of one question. Id <c>rubric_1a</c>. The criteria must add up to the question's points exactly.</summary>
public sealed class RubricTask : JsonTask<Rubric>
{
    private readonly ExamQuestion _question;
    private readonly AnswerKey _key;
    private readonly GradingInstructions _instructions;

    /// <summary>Creates a task.</summary>
    /// <param name="question">The question.</param>
    /// <param name="key">Its answer key.</param>
    /// <param name="instructions">What the instructor wants; <see langword="null"/> for nothing.</param>
    public RubricTask(ExamQuestion question, AnswerKey key, GradingInstructions? instructions = null)
        : base(
            IdOf((question ?? throw new ArgumentNullException(nameof(question))).QuestionId),
            ExamJsonContext.Readable.Rubric, StageChat.Precise, SchemaOf(question.Points))
    {
        ArgumentNullException.ThrowIfNull(key);
        (_question, _key, _instructions) = (question, key, instructions ?? GradingInstructions.None);
    }

    /// <summary>The id of a question's task.</summary>
    public static string IdOf(string questionId) => $"rubric_{questionId}";

    /// <summary>One task for each question that has an answer key, in the order of the questions.</summary>
    /// <param name="questions">The questions.</param>
    /// <param name="keys">Answer keys.</param>
    /// <param name="instructions">What the instructor wants; <see langword="null"/> for nothing.</param>
    public static IReadOnlyList<RubricTask> CreateAll(
        IEnumerable<ExamQuestion> questions, IEnumerable<AnswerKey> keys, GradingInstructions? instructions = null)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(keys);
        var byQuestion = keys.ToDictionary(key => key.QuestionId, StringComparer.Ordinal);
        return [.. questions.Where(q => byQuestion.ContainsKey(q.QuestionId)).Select(q => new RubricTask(q, byQuestion[q.QuestionId], instructions))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ChatMessage> BuildMessages() =>
        [new(ChatRole.User, QuestionPrompt.Render("rubric.prompt.md", _question, _instructions, KeyText()))];

    /// <summary>Reads the answer; the question's id is ours, not the model's.</summary>
    public override Rubric ParseAnswer(LlmAnswer answer) => Clean(base.ParseAnswer(answer), _question);

    /// <inheritdoc/>
    protected override IEnumerable<string> Validate(Rubric value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Problems(value, _question);
    }

    /// <summary>A model's rubric without what the model must not say.</summary>
    internal static Rubric Clean(Rubric rubric, ExamQuestion question) => rubric with
    {
        QuestionId = question.QuestionId,
        Extra = null,
        Criteria = [.. rubric.Criteria.Select(criterion => criterion with { Extra = null })],
    };

    /// <summary>What is wrong with a model's rubric, one sentence each.</summary>
    internal static IReadOnlyList<string> Problems(Rubric rubric, ExamQuestion question)
    {
        var problems = (rubric with { QuestionId = question.QuestionId }).Validate(question).ToList();

        // What a person's file may be off by, written from floating point numbers, a model's answer may not.
        if (problems.Count == 0 && rubric.SumOfPoints != question.Points)
        {
            problems.Add($"The criteria add up to {QuestionPrompt.Points(rubric.SumOfPoints)}, but the question is worth {QuestionPrompt.Points(question.Points)}.");
        }

        return problems;
    }

    internal static JsonElement SchemaOf(decimal points)
    {
        var schema = JsonNode.Parse("""
            {
              "type": "object",
              "properties": {
                "total_points": {"type": "number"},
                "criteria": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {
                      "points": {"type": "number"},
                      "description": {"type": "string"},
                      "examples": {"type": "array", "items": {"type": "string"}}
                    },
                    "required": ["points", "description", "examples"],
                    "additionalProperties": false
                  }
                }
              },
              "required": ["total_points", "criteria"],
              "additionalProperties": false
            }
            """)!;
        schema["properties"]!["total_points"]!["const"] = points;
        return JsonElement.Parse(schema.ToJsonString());
    }

    private string KeyText() => JsonSerializer.Serialize(_key with { Extra = null }, ExamJsonContext.Readable.AnswerKey);
}
