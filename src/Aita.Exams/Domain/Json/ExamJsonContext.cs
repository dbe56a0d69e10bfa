using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>How every file of an assignment is written: snake_case, two spaces, readable letters. Reading allows comments and trailing commas, but no name twice.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ExamSpec))]
[JsonSerializable(typeof(AnswerKeyFile))]
[JsonSerializable(typeof(RubricFile))]
[JsonSerializable(typeof(UserRubrics))]
[JsonSerializable(typeof(UserRubricBody))]
[JsonSerializable(typeof(PageTranscription))]
[JsonSerializable(typeof(StudentTranscription))]
[JsonSerializable(typeof(StudentAnswers))]
[JsonSerializable(typeof(StudentGrades))]
[JsonSerializable(typeof(GradeDecision))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>), TypeInfoPropertyName = "TextByQuestion")]
internal sealed partial class ExamJsonContext : JsonSerializerContext
{
    /// <summary>The context to use everywhere.</summary>
    public static ExamJsonContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>The shape of <c>answer_key.json</c>.</summary>
internal sealed record AnswerKeyFile
{
    public IReadOnlyList<AnswerKey> AnswerKeys { get; init => field = value ?? []; } = [];
}

/// <summary>The shape of <c>rubric.json</c>.</summary>
internal sealed record RubricFile
{
    public IReadOnlyList<Rubric> Rubrics { get; init => field = value ?? []; } = [];
}
