using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>Continues the conversation of a raw request body. Pure.</summary>
internal static class RawMessages
{
    /// <summary>Puts messages at the end of <c>messages</c>; all other bytes stay as they are.</summary>
    /// <param name="body">A chat completion request as UTF-8 JSON.</param>
    /// <param name="messages">The messages; of each its role and its text.</param>
    /// <returns>The longer body; null when this one has no list of messages.</returns>
    public static ReadOnlyMemory<byte>? Append(ReadOnlyMemory<byte> body, IReadOnlyList<ChatMessage> messages)
    {
        body = RawMembers.WithoutMark(body);
        if (FindEnd(body.Span) is not var (end, isEmpty))
        {
            return null;
        }

        using var added = new PooledBuffer(1024);
        foreach (var message in messages)
        {
            if (!isEmpty)
            {
                added.Append((byte)',');
            }

            isEmpty = false;
            using var writer = new Utf8JsonWriter(added);
            writer.WriteStartObject();
            writer.WriteString("role"u8, message.Role.Value);
            writer.WriteString("content"u8, message.Text);
            writer.WriteEndObject();
        }

        return (byte[])[.. body.Span[..end], .. added.Written.Span, .. body.Span[end..]];
    }

    /// <returns>Where the list ends, in front of its bracket, and whether nothing is in it; null when there is none.</returns>
    private static (int End, bool IsEmpty)? FindEnd(ReadOnlySpan<byte> body)
    {
        try
        {
            var members = new RawMembers(body);
            ref var reader = ref members.Reader;
            if (members.MoveTo("messages"u8) && reader.TokenType == JsonTokenType.StartArray)
            {
                var isEmpty = true;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    isEmpty = false;
                    reader.Skip();
                }

                return ((int)reader.TokenStartIndex, isEmpty);
            }
        }
        catch (JsonException)
        {
            // The provider took it for JSON; it has no list that can be found.
        }

        return null;
    }
}
