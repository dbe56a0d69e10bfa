using System.Text;
using System.Text.Json;

namespace Aita.Cli.JsonLines.Answers;

/// <summary>The form of answer that a request asks for with <c>response_format</c>. Pure.</summary>
internal static class BatchFormat
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>Checks an answer against the form that was asked for. That it is JSON is checked, not that it fits a schema.</summary>
    /// <param name="body">The request as UTF-8 JSON.</param>
    /// <param name="answer">The text of the answer.</param>
    /// <returns>What is wrong, as a sentence; null when nothing is, or when no form was asked for.</returns>
    public static string? ProblemOf(ReadOnlySpan<byte> body, string answer)
    {
        var (wantsJson, hasTools) = Read(body);
        if (!wantsJson || (hasTools && string.IsNullOrWhiteSpace(answer)))
        {
            return null; // a call of a tool has no text
        }

        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(answer), Options);
            while (reader.Read())
            {
                // To the end.
            }

            return null;
        }
        catch (JsonException exception)
        {
            return $"The answer is not valid JSON, as response_format asks for: {exception.Message}";
        }
    }

    private static (bool WantsJson, bool HasTools) Read(ReadOnlySpan<byte> body)
    {
        var (wantsJson, hasTools) = (false, false);
        var reader = new Utf8JsonReader(body, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isFormat = reader.ValueTextEquals("response_format"u8);
            hasTools |= reader.ValueTextEquals("tools"u8) || reader.ValueTextEquals("functions"u8);
            reader.Read();
            if (isFormat && reader.TokenType == JsonTokenType.StartObject)
            {
                wantsJson = IsJson(ref reader);
            }

            reader.Skip();
        }

        return (wantsJson, hasTools);
    }

    /// <summary>Reads over the object of a format.</summary>
    private static bool IsJson(ref Utf8JsonReader reader)
    {
        var isJson = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            isJson |= isType && reader.TokenType == JsonTokenType.String && (reader.ValueTextEquals("json_object"u8) || reader.ValueTextEquals("json_schema"u8));
            reader.Skip();
        }

        return isJson;
    }
}
