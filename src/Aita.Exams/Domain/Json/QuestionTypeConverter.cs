using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>Reads the five kinds in any case and with spaces or hyphens; everything else is a short answer, as in the files' own system.</summary>
internal sealed class QuestionTypeConverter : JsonConverter<QuestionType>
{
    public override bool HandleNull => true;

    public override QuestionType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LenientText.Read(ref reader)?.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_') switch
        {
            "multiple_choice" => QuestionType.MultipleChoice,
            "long_answer" => QuestionType.LongAnswer,
            "calculation" => QuestionType.Calculation,
            "diagram" => QuestionType.Diagram,
            _ => QuestionType.ShortAnswer,
        };

    public override void Write(Utf8JsonWriter writer, QuestionType value, JsonSerializerOptions options) =>
        writer.WriteStringValue(JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
}
