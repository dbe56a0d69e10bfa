using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>An object whose names are question ids and whose values are rubrics without one.</summary>
internal sealed class UserRubricsConverter : JsonConverter<UserRubrics>
{
    public override UserRubrics Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("""user rubrics must be an object with question ids as names, such as {"1a":{"total_points":5,"criteria":[]}}.""");
        }

        var rubrics = new List<Rubric>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var id = reader.GetString()!.Trim();
            if (rubrics.Exists(r => string.Equals(r.QuestionId, id, StringComparison.Ordinal)))
            {
                throw new JsonException($"question {id} has two rubrics; keep one.");
            }

            reader.Read();
            var rubric = JsonSerializer.Deserialize(ref reader, ExamJsonContext.Readable.Rubric)
                ?? throw new JsonException($"the rubric of question {id} is null.");
            rubrics.Add(rubric with { QuestionId = id });
        }

        return new UserRubrics { Rubrics = rubrics };
    }

    public override void Write(Utf8JsonWriter writer, UserRubrics value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var rubric in value.Rubrics)
        {
            writer.WritePropertyName(rubric.QuestionId);
            JsonSerializer.Serialize(writer, new UserRubricBody(rubric.TotalPoints, rubric.Criteria), ExamJsonContext.Readable.UserRubricBody);
        }

        writer.WriteEndObject();
    }
}

/// <summary>A rubric as it stands in a user's file.</summary>
internal sealed record UserRubricBody(decimal TotalPoints, IReadOnlyList<RubricCriterion> Criteria);
