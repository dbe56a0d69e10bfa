using System.Text.Json;

namespace Aita.Execution;

/// <summary>Marks in a raw request body up to where the provider is to cache it. Pure.</summary>
internal static class RawBreakpoint
{
    private static readonly byte[] Field = [.. ",\"cache_control\":{\"type\":\"ephemeral\"}"u8];
    private static readonly byte[] TextBefore = [.. "[{\"type\":\"text\",\"text\":"u8];
    private static readonly byte[] TextAfter = [.. Field, .. "}]"u8];

    /// <summary>Whether the body says itself what is to be cached. In a text of a message the quotes would be escaped.</summary>
    public static bool IsIn(ReadOnlySpan<byte> body) => body.IndexOf("\"cache_control\""u8) >= 0;

    /// <summary>What marks the last text within the first bytes, by ascending position; nothing when there is none. The bytes of the body stay as they are.</summary>
    /// <param name="body">A chat completion request as UTF-8 JSON.</param>
    /// <param name="end">Bytes of the body that others share.</param>
    public static List<BodyInsert> Mark(ReadOnlySpan<byte> body, int end) =>
        FindLast(body, end) is not var (start, length, isPart) ? []
        : isPart ? [new(start, Field, AsBase64: false)]
        : [new(start, TextBefore, AsBase64: false), new(start + length, TextAfter, AsBase64: false)];

    /// <returns>A content that is a text, quotes included, or the last property of a part that is one; null when there is none.</returns>
    private static (int Start, int Length, bool IsPart)? FindLast(ReadOnlySpan<byte> body, int end)
    {
        (int, int, bool)? found = null;
        try
        {
            var members = new RawMembers(body);
            ref var reader = ref members.Reader;
            if (members.MoveTo("messages"u8) && reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.TokenStartIndex < end)
                {
                    found = InMessage(ref reader, end) ?? found;
                }
            }
        }
        catch (JsonException)
        {
            // Whoever sends it says so.
        }

        return found;
    }

    private static (int, int, bool)? InMessage(ref Utf8JsonReader reader, int end)
    {
        (int, int, bool)? found = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContent = reader.ValueTextEquals("content"u8);
            reader.Read();
            if (isContent && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0 && reader.BytesConsumed <= end)
            {
                found = ((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex), false);
            }
            else if (isContent && reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                {
                    found = InPart(ref reader, end) ?? found;
                }
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    private static (int, int, bool)? InPart(ref Utf8JsonReader reader, int end)
    {
        var (isText, hasText, last) = (false, false, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isContent) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("text"u8));
            reader.Read();
            isText |= isType && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("text"u8);
            hasText |= isContent && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0;
            reader.Skip();
            last = (int)reader.BytesConsumed;
        }

        return isText && hasText && reader.BytesConsumed <= end ? (last, 0, true) : null;
    }
}
