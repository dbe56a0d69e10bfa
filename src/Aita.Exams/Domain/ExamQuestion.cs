using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>One question or sub-question of the exam.</summary>
public sealed record ExamQuestion
{
    /// <summary>The id printed on the exam, such as <c>1a</c> or <c>3</c>; unique in its exam.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string QuestionId { get; init => field = value?.Trim() ?? ""; } = "";

    /// <summary>The full printed text.</summary>
    public string QuestionText { get; init => field = value ?? ""; } = "";

    /// <summary>What a perfect answer earns.</summary>
    [JsonConverter(typeof(PointsConverter))]
    public decimal Points { get; init; }

    /// <summary>What kind of answer is asked for.</summary>
    public QuestionType QuestionType { get; init; }

    /// <summary>The page, from 1, on which the question is printed; <see langword="null"/> if the file does not say.</summary>
    public int? PageNumber { get; init; }

    /// <summary>Where on the page the question stands, as the file had it; nothing here reads it.</summary>
    public JsonElement? ImageBounds { get; init; }
}
