using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>The right answer to one question, and what a grader should know about it.</summary>
public sealed record AnswerKey
{
    /// <summary>The question it belongs to.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string QuestionId { get; init => field = value?.Trim() ?? ""; } = "";

    /// <summary>The final answer.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string CorrectAnswer { get; init => field = value ?? ""; } = "";

    /// <summary>Other forms that earn the same.</summary>
    [JsonConverter(typeof(LenientTextListConverter))]
    public IReadOnlyList<string> AlternativeAnswers { get; init => field = value ?? []; } = [];

    /// <summary>Why the answer is right; <see langword="null"/> if not given.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string? Explanation { get; init; }

    /// <summary>Hints for graders. A list in the file becomes one line each, an object its JSON text.</summary>
    [JsonConverter(typeof(LenientTextConverter))]
    public string? GradingNotes { get; init; }

    /// <summary>The way to the answer, step by step.</summary>
    [JsonConverter(typeof(LenientTextListConverter))]
    public IReadOnlyList<string> SolutionSteps { get; init => field = value ?? []; } = [];

    /// <summary>Fields of the file that this version does not know; they are written back unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
