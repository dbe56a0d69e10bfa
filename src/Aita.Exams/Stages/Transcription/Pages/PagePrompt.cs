using System.Text;
using System.Text.Json;
using Aita.Exams.Domain;
using Aita.Exams.Prompts;

namespace Aita.Exams.Stages.Transcription;

/// <summary>
/// What is asked about every page, and the shape of the answer: the same for all pages of an exam, and sent before the page's image, so that
/// providers can keep it. With an exam each run of handwriting is mapped to its question; without one the page is one text. Immutable.
/// </summary>
internal sealed class PagePrompt
{
    private static readonly JsonElement TextSchema = JsonElement.Parse("""
        {
          "type": "object",
          "properties": {
            "transcribed_text": {"type": "string"},
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
            "notes": {"type": "string"}
          },
          "required": ["transcribed_text", "confidence", "notes"],
          "additionalProperties": false
        }
        """);

    private static readonly JsonElement BlockSchema = JsonElement.Parse("""
        {
          "type": "object",
          "properties": {
            "blocks": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "question_id": {"type": "string"},
                  "text": {"type": "string"},
                  "box": {"type": "array", "items": {"type": "integer"}, "description": "[top, left, bottom, right], each 0 to 1000"}
                },
                "required": ["question_id", "text", "box"],
                "additionalProperties": false
              }
            },
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
            "notes": {"type": "string"}
          },
          "required": ["blocks", "confidence", "notes"],
          "additionalProperties": false
        }
        """);

    /// <summary>Creates the prompt.</summary>
    /// <param name="spec">The exam whose questions handwriting is mapped to; <see langword="null"/> for none.</param>
    public PagePrompt(ExamSpec? spec)
    {
        Questions = spec is null ? null : new QuestionIds(spec);
        Text = PromptTemplate.Load("page_transcription.prompt.md").Render(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["questions"] = spec is null ? null : ListOf(spec),
            ["plain"] = spec is null ? "yes" : null,
        });
    }

    /// <summary>Without an exam.</summary>
    public static PagePrompt Plain { get; } = new(spec: null);

    /// <summary>What is sent with every page.</summary>
    public string Text { get; }

    /// <summary>The questions that handwriting is mapped to; <see langword="null"/> when it is not.</summary>
    public QuestionIds? Questions { get; }

    /// <summary>The shape of the answer.</summary>
    public JsonElement Schema => Questions is null ? TextSchema : BlockSchema;

    /// <summary>Ids, pages and texts as printed: no points, and never a key.</summary>
    private static string ListOf(ExamSpec spec)
    {
        var list = new StringBuilder();
        foreach (var question in spec.Questions)
        {
            list.Append(list.Length > 0 ? "\n\n" : "").Append("Question ").Append(question.QuestionId);
            if (question.PageNumber is { } page)
            {
                list.Append(", printed on page ").Append(page);
            }

            list.Append(":\n").Append(question.QuestionText.ReplaceLineEndings("\n").Trim());
        }

        return list.ToString();
    }
}
