using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Aita.Exams.Domain;
using Aita.Exams.Prompts;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>Asks a model which questions an instructor's free text is about. Id <c>sort_wishes</c>.</summary>
internal sealed class SortWishesTask(string text, ExamSpec spec)
    : JsonTask<SortedWishes>("sort_wishes", AdjustmentJsonContext.Default.SortedWishes, StageChat.Precise, SchemaOf(spec))
{
    public override IReadOnlyList<ChatMessage> BuildMessages() =>
    [
        new(ChatRole.User, PromptTemplate.Load("sort_wishes.prompt.md").Render(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["questions"] = string.Join('\n', spec.Questions.Select(q => $"{q.QuestionId} ({QuestionPrompt.Points(q.Points)} points): {q.QuestionText}")),
            ["text"] = text,
        })),
    ];

    protected override IEnumerable<string> Validate(SortedWishes value)
    {
        foreach (var wish in value.Adjustments.Where(wish => spec.Find(wish.QuestionId) is null))
        {
            yield return $"The exam has no question '{wish.QuestionId}'; it has {string.Join(", ", spec.Questions.Select(q => q.QuestionId))}.";
        }

        if (value.Adjustments.Count == 0 || value.Adjustments.Any(wish => wish.Wish.Length == 0))
        {
            yield return "Give at least one wish, each with its words.";
        }
    }

    private static JsonElement SchemaOf(ExamSpec spec)
    {
        var schema = JsonNode.Parse("""
            {
              "type": "object",
              "properties": {
                "adjustments": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {"question_id": {"type": "string"}, "wish": {"type": "string"}},
                    "required": ["question_id", "wish"],
                    "additionalProperties": false
                  }
                }
              },
              "required": ["adjustments"],
              "additionalProperties": false
            }
            """)!;
        schema["properties"]!["adjustments"]!["items"]!["properties"]!["question_id"]!["enum"] =
            new JsonArray([.. spec.Questions.Select(q => (JsonNode)q.QuestionId)]);
        return JsonElement.Parse(schema.ToJsonString());
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(SortedWishes))]
[JsonSerializable(typeof(AdjustmentLog))]
internal sealed partial class AdjustmentJsonContext : JsonSerializerContext;
