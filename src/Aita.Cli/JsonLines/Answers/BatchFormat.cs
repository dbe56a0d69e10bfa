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
        if (!WantsJson(body))
        {
            return null;
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

    private static bool WantsJson(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals("response_format"u8);
            reader.Read();
            if (found && reader.TokenType == JsonTokenType.StartObject)
            {
                return IsJson(ref reader);
            }

            reader.Skip();
        }

        return false;
    }

    private static bool IsJson(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (found && reader.TokenType == JsonTokenType.String)
            {
                return reader.ValueTextEquals("json_object"u8) || reader.ValueTextEquals("json_schema"u8);
            }

            reader.Skip();
        }

        return false;
    }
}
