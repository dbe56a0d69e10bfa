using System.Globalization;
using System.Text.Json;
using Aita.Exams.Domain;
using Aita.Exams.Prompts;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>What the prompts of this stage have in common. Pure.</summary>
internal static class QuestionPrompt
{
    /// <summary>The prompt about one question.</summary>
    public static string Render(string template, ExamQuestion question, GradingInstructions instructions, string? answerKey = null)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["question_id"] = question.QuestionId,
            ["question_type"] = TypeOf(question),
            ["points"] = Points(question.Points),
            ["question_text"] = question.QuestionText,
            ["general_instructions"] = instructions.General?.Trim(),
            ["question_instructions"] = instructions.For(question.QuestionId)?.Trim(),
        };
        if (answerKey is not null)
        {
            values["answer_key"] = answerKey;
        }

        return PromptTemplate.Load(template).Render(values);
    }

    /// <summary>The kind of a question as people write it: <c>multiple choice</c>.</summary>
    public static string TypeOf(ExamQuestion question) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(question.QuestionType.ToString()).Replace('_', ' ');

    /// <summary>Points as people write them: <c>2.5</c>, not <c>2.50</c>.</summary>
    public static string Points(decimal points) => points.ToString("0.############", CultureInfo.InvariantCulture);
}
