using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>Writes the <c>response_format</c> field.</summary>
internal static class ResponseFormatWriter
{
    /// <summary>Longest schema name that OpenAI takes; letters, digits, '_' and '-' only.</summary>
    private const int MaxNameLength = 64;

    public static void Write(Utf8JsonWriter writer, ChatResponseFormat format)
    {
        writer.WriteStartObject("response_format"u8);
        if (format is not ChatResponseFormatJson json)
        {
            writer.WriteString("type"u8, "text"u8);
        }
        else if (json.Schema is { } schema)
        {
            writer.WriteString("type"u8, "json_schema"u8);
            writer.WriteStartObject("json_schema"u8);
            writer.WriteString("name"u8, SafeName(json.SchemaName));
            if (json.SchemaDescription is { } description)
            {
                writer.WriteString("description"u8, description);
            }

            writer.WriteBoolean("strict"u8, true);
            writer.WritePropertyName("schema"u8);
            schema.WriteTo(writer);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("type"u8, "json_object"u8);
        }

        writer.WriteEndObject();
    }

    /// <summary>A name that providers accept: other characters become '_'.</summary>
    public static string SafeName(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "answer";
        }

        Span<char> safe = stackalloc char[Math.Min(name.Length, MaxNameLength)];
        for (var i = 0; i < safe.Length; i++)
        {
            safe[i] = char.IsAsciiLetterOrDigit(name[i]) || name[i] is '_' or '-' ? name[i] : '_';
        }

        return new string(safe);
    }
}
