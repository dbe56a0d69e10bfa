using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aita.Exams.Domain;

/// <summary>Turns whatever stands where text is expected into text, because models and people write lists and numbers there too.</summary>
internal static class LenientText
{
    /// <summary>Text as it is; a number or truth value as written; a list as one line each; an object as its JSON text; null as null.</summary>
    public static string? Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.StartArray:
                return string.Join('\n', ReadList(ref reader));
            default:
                return RawText(ref reader);
        }
    }

    /// <summary>The entries of a list that are not null; a single value is a list of one.</summary>
    public static List<string> ReadList(ref Utf8JsonReader reader)
    {
        var list = new List<string>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Add(Read(ref reader));
            return list;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Add(reader.TokenType == JsonTokenType.StartArray ? RawText(ref reader) : Read(ref reader));
        }

        return list;

        void Add(string? text)
        {
            if (text is not null)
            {
                list.Add(text);
            }
        }
    }

    /// <summary>The JSON text of the value at the reader, which is left on its last token.</summary>
    public static string RawText(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }
}

/// <summary>A text property read by <see cref="LenientText.Read"/>.</summary>
internal sealed class LenientTextConverter : JsonConverter<string?>
{
    public override bool HandleNull => true;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => LenientText.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>A property of several texts read by <see cref="LenientText.ReadList"/>.</summary>
internal sealed class LenientTextListConverter : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LenientText.ReadList(ref reader);

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in value)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
