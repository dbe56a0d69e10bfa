using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Questions;

/// <summary>The exam as a model read it.</summary>
public sealed record QuestionsReading
{
    /// <summary>The title.</summary>
    public string ExamName { get; init => field = value?.Trim() ?? ""; } = "";

    /// <summary>The number of pages.</summary>
    public int TotalPages { get; init; }

    /// <summary>The total of points as printed; 0 if it is printed nowhere.</summary>
    [JsonConverter(typeof(PointsConverter))]
    public decimal PrintedTotal { get; init; }

    /// <summary>The questions in printed order.</summary>
    public IReadOnlyList<QuestionReading> Questions { get; init => field = value ?? []; } = [];
}

/// <summary>One question as a model read it.</summary>
public sealed record QuestionReading
{
    /// <summary>The printed id.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string QuestionId { get; init => field = value?.Trim() ?? ""; } = "";

    /// <summary>The full printed text.</summary>
    public string QuestionText { get; init => field = value?.Trim() ?? ""; } = "";

    /// <summary>What a perfect answer earns.</summary>
    [JsonConverter(typeof(PointsConverter))]
    public decimal Points { get; init; }

    /// <summary>What kind of answer is asked for, as the model put it.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string QuestionType { get; init => field = value?.Trim() ?? ""; } = "";

    /// <summary>The page, from 1.</summary>
    public int PageNumber { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(QuestionsReading))]
internal sealed partial class QuestionsJsonContext : JsonSerializerContext
{
    public static QuestionsJsonContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
