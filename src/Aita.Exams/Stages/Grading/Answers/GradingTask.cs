using System.Text.Json;
using Aita.Exams.Prompts;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Grading;

/// <summary>Asks a model to grade one student's answer to one question. Ids <c>grade/1a/K7QX2M</c> and <c>grade/1a/K7QX2M/second</c>.</summary>
internal sealed class GradingTask : JsonTask<GradingAnswer>
{
    private static readonly JsonElement Schema = JsonElement.Parse("""
        {
          "type": "object",
          "properties": {
            "criteria": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "criterion": {"type": "integer"},
                  "quote": {"type": "string"},
                  "reason": {"type": "string"},
                  "points": {"type": "number"}
                },
                "required": ["criterion", "quote", "reason", "points"],
                "additionalProperties": false
              }
            },
            "feedback": {"type": "string"},
            "confidence": {"type": "number"},
            "concerns": {"type": "array", "items": {"type": "string"}}
          },
          "required": ["criteria", "feedback", "confidence", "concerns"],
          "additionalProperties": false
        }
        """);

    private readonly QuestionCase _question;
    private readonly string _answer;
    private readonly Reader _reader;

    public GradingTask(QuestionCase question, string pseudonym, string answer, Reader reader)
        : base(IdOf(question.Id, pseudonym, reader), GradingJsonContext.Readable.GradingAnswer, OptionsOf(reader), Schema) =>
        (_question, _answer, _reader) = (question, answer, reader);

    /// <summary>Two readings by the same model are two samples: they must not share one answer.</summary>
    public override int? SampleIndex => _reader.IsSecond && _reader.Model is null ? 1 : null;

    public static string IdOf(string questionId, string pseudonym, Reader reader) =>
        $"{Prefix}{questionId}/{pseudonym}{(reader.IsSecond ? "/second" : "")}";

    /// <summary>How the ids of this stage's tasks begin.</summary>
    public const string Prefix = "grade/";

    public override IReadOnlyList<ChatMessage> BuildMessages() => GradingPrompt.Build(_question, _answer);

    /// <summary>What decides the answer, but for the points of the criteria: an answer is graded anew only when this changes.</summary>
    /// <param name="model">The model asked; <see langword="null"/> to leave it out.</param>
    public string Stamp(string? model) =>
        TaskKey.Compute(GradingPrompt.BuildWithoutPoints(_question, _answer), OptionsOf(Reader.First), model);

    /// <summary>An answer as far as it has the right form; nothing of it is checked. <see langword="null"/> when it has not.</summary>
    public static GradingAnswer? TryRead(string raw)
    {
        try
        {
            return JsonAnswer.TryParse(raw, out var json, out _) ? json.Deserialize(GradingJsonContext.Readable.GradingAnswer) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    protected override IEnumerable<string> Validate(GradingAnswer value) => AnswerRules.Problems(value, _question.Rubric, _answer);

    private static ChatOptions OptionsOf(Reader reader)
    {
        if (reader.Model is null)
        {
            return StageChat.Precise;
        }

        var options = StageChat.Precise.Clone();
        options.ModelId = reader.Model;
        return options;
    }
}

/// <summary>Who grades: the first reader, or the second one and its model (<see langword="null"/> for the same as the first).</summary>
internal readonly record struct Reader(bool IsSecond, string? Model)
{
    public static Reader First => default;
}
