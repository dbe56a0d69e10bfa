using System.Buffers;
using System.Text.Json;

namespace Aita.Execution;

/// <summary>Counts the input tokens of the body of a chat completion request, about. Pure.</summary>
internal static class BodyEstimate
{
    /// <summary>Root, messages, message, content, part.</summary>
    private const int DepthOfAPart = 5;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>Counts its texts and tools without the names of their members, and its images. Never throws.</summary>
    /// <param name="body">UTF-8 JSON. What is no JSON is counted as text.</param>
    /// <param name="model">Who is asked: models count images differently.</param>
    public static InputEstimate Input(ReadOnlySpan<byte> body, string? model)
    {
        long text = 0;
        long digits = 0; // of images: all that is certain not to be text
        InputEstimate attached = default;
        var inMessages = false;
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.String)
                {
                    text += TextBytes(reader);
                }
                else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                {
                    inMessages = Is(reader, "messages"u8);
                }
                else if (reader.TokenType == JsonTokenType.PropertyName && inMessages && reader.CurrentDepth == DepthOfAPart)
                {
                    attached += Attachment(ref reader, model, ref digits);
                }
            }
        }
        catch (JsonException)
        {
            var all = body.Length / TokenEstimate.BytesPerToken;
            return new(all, all);
        }

        return attached + new InputEstimate(text / TokenEstimate.BytesPerToken, (body.Length - digits) / TokenEstimate.BytesPerToken);
    }

    /// <summary>Reads over a member of a part that is an image, a sound or a document; nothing is read of any other.</summary>
    private static InputEstimate Attachment(ref Utf8JsonReader reader, string? model, ref long digits)
    {
        if (Is(reader, "image_url"u8))
        {
            return ImageTokens.Of(ReadImage(ref reader, ref digits), model);
        }

        if (Is(reader, "input_audio"u8) || Is(reader, "file"u8))
        {
            reader.Skip();
            return new(TokenEstimate.TokensPerAttachment, TokenEstimate.TokensPerAttachment);
        }

        return default;
    }

    /// <summary>Reads the address itself, or an object with it as <c>url</c>.</summary>
    private static ImageSize? ReadImage(ref Utf8JsonReader reader, ref long digits)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return ReadAddress(reader, ref digits);
        }

        ImageSize? size = null;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isAddress = Is(reader, "url"u8);
                reader.Read();
                size = isAddress && reader.TokenType == JsonTokenType.String ? ReadAddress(reader, ref digits) : size;
                reader.Skip();
            }
        }

        reader.Skip();
        return size;
    }

    private static ImageSize? ReadAddress(in Utf8JsonReader reader, ref long digits)
    {
        var size = reader.ValueIsEscaped ? ReadEscaped(reader) : ImageSize.ReadDataUrl(reader.ValueSpan);
        digits += size is null ? 0 : reader.ValueSpan.Length;
        return size;
    }

    // Some programs write / as \/ and + as \u002B.
    private static ImageSize? ReadEscaped(in Utf8JsonReader reader)
    {
        var address = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            return ImageSize.ReadDataUrl(address.AsSpan(0, reader.CopyString(address)));
        }
        catch (InvalidOperationException)
        {
            return null; // half a character as an escape
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(address);
        }
    }

    // An escape of six bytes is a character that has three at most.
    private static long TextBytes(in Utf8JsonReader reader) =>
        reader.ValueSpan.Length - (reader.ValueIsEscaped ? 3 * reader.ValueSpan.Count("\\u"u8) : 0);

    // Names are compared as they are written: one with half a character as an escape must not throw.
    private static bool Is(in Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueSpan.SequenceEqual(name);
}
