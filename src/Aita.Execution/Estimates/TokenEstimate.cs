using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>Counts the input tokens of a request, about, before anything is known of the tokenizer. Pure.</summary>
internal static class TokenEstimate
{
    /// <summary>
    /// English text has about four characters to a token (OpenAI's and Google's rule of thumb). In other scripts a token has fewer characters, and a
    /// character more bytes: counting bytes of UTF-8 fits them too.
    /// </summary>
    private const int BytesPerToken = 4;

    private const int TokensPerMessage = 4; // its role and its separators

    /// <summary>A sound or a document: nothing is known of its length.</summary>
    private const int TokensPerAttachment = 1500;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>Input tokens of messages.</summary>
    /// <param name="messages">What is sent.</param>
    /// <param name="instructions">What is sent before them.</param>
    /// <param name="model">Who is asked: models count images differently.</param>
    public static long Input(IReadOnlyList<ChatMessage> messages, string? instructions, string? model)
    {
        long bytes = Encoding.UTF8.GetByteCount(instructions ?? "");
        long attached = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            var contents = messages[i].Contents;
            for (var j = 0; j < contents.Count; j++)
            {
                switch (contents[j])
                {
                    case TextContent text:
                        bytes += Encoding.UTF8.GetByteCount(text.Text);
                        break;
                    case DataContent image when image.HasTopLevelMediaType("image"):
                        attached += ImageTokens.Of(ImageSize.Read(image.Data.Span), model);
                        break;
                    case UriContent image when image.HasTopLevelMediaType("image"):
                        attached += ImageTokens.Of(size: null, model);
                        break;
                    case DataContent or UriContent:
                        attached += TokensPerAttachment;
                        break;
                }
            }
        }

        return (bytes / BytesPerToken) + attached + (messages.Count * TokensPerMessage);
    }

    /// <summary>Input tokens of the body of a chat completion request: its texts and tools without the names of their members, and its images.</summary>
    /// <param name="body">UTF-8 JSON. What is no JSON is counted as text.</param>
    /// <param name="model">Who is asked: models count images differently.</param>
    public static long Input(ReadOnlySpan<byte> body, string? model)
    {
        long bytes = 0;
        long attached = 0;
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.String)
                {
                    bytes += reader.ValueSpan.Length;
                }
                else if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    attached += Attachment(ref reader, model);
                }
            }
        }
        catch (JsonException)
        {
            return body.Length / BytesPerToken;
        }

        return (bytes / BytesPerToken) + attached;
    }

    // Names are compared as they are written: one with half a character as an escape must not throw.

    /// <summary>Reads over the value of a member that is an image, a sound or a document; nothing is read of any other.</summary>
    private static long Attachment(ref Utf8JsonReader reader, string? model)
    {
        if (reader.ValueSpan.SequenceEqual("image_url"u8))
        {
            return ImageTokens.Of(ReadImage(ref reader), model);
        }

        if (reader.ValueSpan.SequenceEqual("input_audio"u8) || reader.ValueSpan.SequenceEqual("file"u8))
        {
            reader.Skip();
            return TokensPerAttachment;
        }

        return 0;
    }

    // The address itself, or an object with it as "url".
    private static ImageSize? ReadImage(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return ImageSize.ReadDataUrl(reader.ValueSpan);
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        ImageSize? size = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isAddress = reader.ValueSpan.SequenceEqual("url"u8);
            reader.Read();
            size = isAddress && reader.TokenType == JsonTokenType.String ? ImageSize.ReadDataUrl(reader.ValueSpan) : size;
            reader.Skip();
        }

        return size;
    }
}
