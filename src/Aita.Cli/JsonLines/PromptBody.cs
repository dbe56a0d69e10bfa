using System.Buffers;
using System.Text.Json;

namespace Aita.Cli.JsonLines;

/// <summary>Builds the request body of the short form. Texts and numbers are copied as they stand.</summary>
internal static class PromptBody
{
    public static ReadOnlyMemory<byte> Build(ReadOnlySpan<byte> line, LineFields fields)
    {
        var buffer = new ArrayBufferWriter<byte>(line.Length + 64);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        WriteField(writer, "model"u8, line, fields.Model);
        writer.WriteStartArray("messages"u8);
        WriteMessage(writer, "system"u8, line, fields.System);
        WriteMessage(writer, "user"u8, line, fields.Prompt);
        writer.WriteEndArray();
        WriteField(writer, "temperature"u8, line, fields.Temperature);
        WriteField(writer, "max_tokens"u8, line, fields.MaxTokens);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteMessage(Utf8JsonWriter writer, ReadOnlySpan<byte> role, ReadOnlySpan<byte> line, Range? text)
    {
        if (text is null)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
        WriteField(writer, "content"u8, line, text);
        writer.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> line, Range? value)
    {
        if (value is { } range)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(line[range], skipInputValidation: true);
        }
    }
}
