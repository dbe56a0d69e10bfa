using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>Writes one message and its parts. Bytes of images and files are noted as inserts, not written.</summary>
internal static class ChatContentWriter
{
    /// <param name="writer">Where to.</param>
    /// <param name="buffer">What the writer writes to.</param>
    /// <param name="message">The message.</param>
    /// <param name="breakpoint">Index of the content up to which the provider is to cache; -1 for none.</param>
    /// <param name="inserts">Where bytes are noted.</param>
    public static void WriteMessage(Utf8JsonWriter writer, PooledBuffer buffer, ChatMessage message, int breakpoint, ref List<BodyInsert>? inserts)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, RoleOf(message));
        var contents = message.Contents;
        if (contents.Count == 0)
        {
            writer.WriteString("content"u8, ""u8);
        }
        else if (contents.Count == 1 && contents[0] is TextContent only && breakpoint != 0 && !IsMarked(only))
        {
            writer.WriteString("content"u8, only.Text);
        }
        else
        {
            writer.WriteStartArray("content"u8);
            for (var i = 0; i < contents.Count; i++)
            {
                WritePart(writer, buffer, contents[i], i == breakpoint, ref inserts);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static string RoleOf(ChatMessage message)
    {
        var role = message.Role;
        return role == ChatRole.System || role == ChatRole.User || role == ChatRole.Assistant
            ? role.Value
            : throw Unsupported($"a message of role '{role.Value}'");
    }

    private static void WritePart(Utf8JsonWriter writer, PooledBuffer buffer, AIContent content, bool isBreakpoint, ref List<BodyInsert>? inserts)
    {
        switch (content)
        {
            case TextContent text:
                writer.WriteStartObject();
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, text.Text);
                WriteMark(writer, text, isBreakpoint);
                writer.WriteEndObject();
                break;
            case DataContent data when data.HasTopLevelMediaType("image"):
                StartImage(writer);
                WriteDataUrl(writer, buffer, data, ref inserts);
                EndImage(writer, data);
                break;
            case DataContent data when IsPdf(data.MediaType):
                StartFile(writer, data.Name ?? "document.pdf");
                WriteDataUrl(writer, buffer, data, ref inserts);
                EndFile(writer);
                break;
            case UriContent uri when uri.HasTopLevelMediaType("image"):
                StartImage(writer);
                writer.WriteStringValue(uri.Uri.OriginalString);
                EndImage(writer, uri);
                break;
            case UriContent uri when IsPdf(uri.MediaType):
                StartFile(writer, "document.pdf");
                writer.WriteStringValue(uri.Uri.OriginalString);
                EndFile(writer);
                break;
            case TextReasoningContent or UsageContent:
                // What a model thought or used in an earlier turn is not part of what is said to it.
                break;
            case DataContent data:
                throw Unsupported($"content of type '{data.MediaType}'");
            case UriContent uri:
                throw Unsupported($"a link to content of type '{uri.MediaType}'");
            default:
                throw Unsupported(content.GetType().Name);
        }
    }

    private static bool IsMarked(AIContent content) => content.AdditionalProperties?.ContainsKey(CacheBreakpoint.Field) == true;

    private static void WriteMark(Utf8JsonWriter writer, AIContent content, bool isBreakpoint)
    {
        if (content.AdditionalProperties?.TryGetValue(CacheBreakpoint.Field, out var mark) == true)
        {
            writer.WritePropertyName(CacheBreakpoint.Field);
            JsonValueWriter.Write(writer, CacheBreakpoint.Field, mark);
        }
        else if (isBreakpoint)
        {
            writer.WritePropertyName(CacheBreakpoint.Field);
            writer.WriteRawValue("{\"type\":\"ephemeral\"}"u8, skipInputValidation: true);
        }
    }

    private static void StartImage(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "image_url"u8);
        writer.WriteStartObject("image_url"u8);
        writer.WritePropertyName("url"u8);
    }

    private static void EndImage(Utf8JsonWriter writer, AIContent content)
    {
        if (content.AdditionalProperties is { } properties && properties.TryGetValue("detail", out var detail) && detail is string text)
        {
            writer.WriteString("detail"u8, text);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void StartFile(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "file"u8);
        writer.WriteStartObject("file"u8);
        writer.WriteString("filename"u8, name);
        writer.WritePropertyName("file_data"u8);
    }

    private static void EndFile(Utf8JsonWriter writer)
    {
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteDataUrl(Utf8JsonWriter writer, PooledBuffer buffer, DataContent data, ref List<BodyInsert>? inserts)
    {
        writer.WriteStringValue($"data:{data.MediaType};base64,");
        writer.Flush();

        // The bytes go in front of the closing quote.
        (inserts ??= []).Add(new BodyInsert(buffer.Length - 1, data.Data, AsBase64: true));
    }

    private static bool IsPdf(string mediaType) => mediaType.StartsWith("application/pdf", StringComparison.OrdinalIgnoreCase);

    private static LlmException Unsupported(string what) =>
        new(FailureKind.Rejected, $"OpenRouterChatClient cannot send {what}: it sends text, images and PDF files of system, user and assistant messages.");
}
