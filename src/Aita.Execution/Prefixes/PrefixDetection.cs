using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// Finds the part of a request that others may share: up to the last content marked with <c>cache_control</c>, else all leading text but the
/// last content. Images end it, since they are what requests differ in. Pure.
/// </summary>
internal static class PrefixDetection
{
    /// <summary>OpenAI, Anthropic's Sonnet and Gemini Flash cache prefixes of 1,024 tokens or more.</summary>
    private const int LeastTokens = 1024;
    private const int CharactersPerToken = 4;
    private const int LeastCharacters = LeastTokens * CharactersPerToken;
    private const int BufferBytes = 2048;

    /// <returns>The prefix, or null when it is too short to be cached.</returns>
    public static RequestPrefix? Find(IReadOnlyList<ChatMessage> messages, string? model, string? instructions)
    {
        var (end, declared) = EndOf(messages);
        if (end is not (var lastMessage, var lastPart) || CharactersOf(messages, lastMessage, lastPart) + (instructions?.Length ?? 0) < LeastCharacters)
        {
            return null;
        }

        var hash = new KeyHash(stackalloc byte[BufferBytes]);
        try
        {
            hash.Add('m', model);
            hash.Add('I', instructions);
            for (var i = 0; i <= lastMessage; i++)
            {
                hash.Add('M', messages[i].Role.Value);
                var contents = messages[i].Contents;
                for (var j = 0; j < contents.Count && (i < lastMessage || j <= lastPart); j++)
                {
                    switch (contents[j])
                    {
                        case TextContent text:
                            hash.Add('t', text.Text);
                            break;
                        case DataContent data:
                            hash.Add('b', data.Data.Span);
                            break;
                        case UriContent uri:
                            hash.Add('u', uri.Uri.OriginalString);
                            break;
                        default:
                            return null;
                    }
                }
            }

            return new RequestPrefix(hash.Finish(), lastMessage, lastPart, declared);
        }
        finally
        {
            hash.Dispose();
        }
    }

    /// <returns>The prefix of a request that is given as its body; null when it is too short or the body cannot be read.</returns>
    public static RequestPrefix? Find(ReadOnlySpan<byte> body, string? model)
    {
        if (body.Length < LeastCharacters)
        {
            return null;
        }

        var range = RangeOf(body);
        var messages = body[range];
        if (messages.Length < LeastCharacters)
        {
            return null;
        }

        var hash = new KeyHash(stackalloc byte[BufferBytes]);
        try
        {
            hash.Add('m', model);
            hash.Add('R', messages);
            return new RequestPrefix(hash.Finish(), Message: -1, Part: -1, IsDeclared: false) { BodyEnd = range.End.Value };
        }
        finally
        {
            hash.Dispose();
        }
    }

    private static long CharactersOf(IReadOnlyList<ChatMessage> messages, int lastMessage, int lastPart)
    {
        long characters = 0;
        for (var i = 0; i <= lastMessage; i++)
        {
            var contents = messages[i].Contents;
            for (var j = 0; j < contents.Count && (i < lastMessage || j <= lastPart); j++)
            {
                characters += contents[j] is TextContent text ? text.Text.Length : LeastCharacters; // a page image has more than a thousand tokens
            }
        }

        return characters;
    }

    private static ((int Message, int Part)? End, bool Declared) EndOf(IReadOnlyList<ChatMessage> messages)
    {
        (int, int)? declared = null;
        (int, int)? previous = null;
        (int, int)? latest = null;
        var leading = true;
        for (var i = 0; i < messages.Count; i++)
        {
            for (var j = 0; j < messages[i].Contents.Count; j++)
            {
                var content = messages[i].Contents[j];
                declared = content.AdditionalProperties?.ContainsKey(CacheBreakpoint.Field) == true ? (i, j) : declared;
                if (leading)
                {
                    previous = latest;
                    latest = (i, j);
                    leading = content is TextContent;
                }
            }
        }

        return (declared ?? previous, declared is not null);
    }

    // From the first message to the last message, or to the last content of that; images end it.
    private static Range RangeOf(ReadOnlySpan<byte> body)
    {
        try
        {
            var members = new RawMembers(body);
            return members.MoveTo("messages"u8) && members.Reader.TokenType == JsonTokenType.StartArray ? RangeOfMessages(ref members.Reader) : default;
        }
        catch (JsonException)
        {
            return default; // not for us to say: whoever sends it does
        }
    }

    private static Range RangeOfMessages(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        var start = (int)reader.TokenStartIndex;
        var end = start;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.StartObject && (reader.CurrentDepth == depth + 1 || reader.CurrentDepth == depth + 3))
            {
                end = (int)reader.TokenStartIndex;
            }
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == depth + 4 && reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                if (!reader.ValueTextEquals("text"u8))
                {
                    break;
                }
            }
        }

        return start..end;
    }
}
