using System.Globalization;
using System.Text;
using System.Text.Json;
using Aita.Exams.Domain;
using Aita.Exams.Prompts;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Grading;

/// <summary>The two messages of a grading request: the first is the same for all students of a question, the second is the answer. Pure.</summary>
internal static class GradingPrompt
{
    /// <summary>Stands for points where they must not count: in what tells whether an answer must be graded anew.</summary>
    private const string AnyPoints = "*";

    /// <summary>The messages.</summary>
    public static IReadOnlyList<ChatMessage> Build(QuestionCase question, string answer) =>
        [new(ChatRole.System, Render(question, PointGrid.Text)), new(ChatRole.User, StudentBlock.Render(answer))];

    /// <summary>The messages with no points in them: requests that differ only in what criteria are worth have the same.</summary>
    public static IReadOnlyList<ChatMessage> BuildWithoutPoints(QuestionCase question, string answer) =>
        [new(ChatRole.System, Render(question, _ => AnyPoints)), new(ChatRole.User, StudentBlock.Render(answer))];

    private static string Render(QuestionCase question, Func<decimal, string> points) => PromptTemplate.Load("grade.prompt.md").Render(
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["question_id"] = question.Id,
            ["question_type"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(question.Question.QuestionType.ToString()).Replace('_', ' '),
            ["points"] = points(question.Question.Points),
            ["question_text"] = question.Question.QuestionText,
            ["answer_key"] = question.Key is null ? null : KeyText(question.Key),
            ["criteria"] = CriteriaText(question.Rubric, points),
            ["step"] = PointGrid.Text(PointGrid.Step),
        });

    private static string CriteriaText(Rubric rubric, Func<decimal, string> points)
    {
        var text = new StringBuilder();
        for (var i = 0; i < rubric.Criteria.Count; i++)
        {
            var criterion = rubric.Criteria[i];
            text.Append(CultureInfo.InvariantCulture, $"{i + 1}. [{points(criterion.Points)} points] {OneLine(criterion.Description)}\n");
            foreach (var example in criterion.Examples.Where(example => !string.IsNullOrWhiteSpace(example)))
            {
                text.Append(CultureInfo.InvariantCulture, $"   Example: {OneLine(example)}\n");
            }
        }

        return text.ToString().TrimEnd('\n');
    }

    private static string KeyText(AnswerKey key)
    {
        var text = new StringBuilder($"Answer: {key.CorrectAnswer}");
        AddList("Also right: ", key.AlternativeAnswers);
        AddList("Step: ", key.SolutionSteps);
        AddList("Why: ", [key.Explanation ?? ""]);
        AddList("For graders: ", [key.GradingNotes ?? ""]);
        return text.ToString();

        void AddList(string label, IEnumerable<string> entries)
        {
            foreach (var entry in entries.Where(entry => !string.IsNullOrWhiteSpace(entry)))
            {
                text.Append('\n').Append(label).Append(entry.Trim());
            }
        }
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
