using System.Text.Json;

namespace Aita.Cli.JsonLines.Demand;

/// <summary>How many tokens the body of a request has, about: four characters a token, and a fixed number for an image. Pure.</summary>
internal static class BodyEstimate
{
    private const int CharactersPerToken = 4;

    /// <summary>A page image at the usual resolutions, see the estimate of the executor.</summary>
    private const int TokensPerImage = 1500;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>Input tokens of a body: its messages and tools, without the names of its members.</summary>
    public static long InputTokens(ReadOnlySpan<byte> body)
    {
        var (characters, images) = (0L, 0L);
        var reader = new Utf8JsonReader(body, Options);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && (reader.ValueTextEquals("image_url"u8) || reader.ValueTextEquals("input_audio"u8) || reader.ValueTextEquals("file"u8)))
            {
                images++;
                reader.Read();
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                characters += CharactersOf(reader.ValueSpan);
            }
        }

        return (characters / CharactersPerToken) + (images * TokensPerImage);
    }

    // Bytes that continue a character of UTF-8 are none of their own.
    private static long CharactersOf(ReadOnlySpan<byte> text)
    {
        long count = 0;
        foreach (var value in text)
        {
            count += (value & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }
}
