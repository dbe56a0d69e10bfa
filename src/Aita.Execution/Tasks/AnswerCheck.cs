using System.Text.Json;

namespace Aita.Execution;

/// <summary>The checks that every answer must pass before it is parsed. Pure.</summary>
internal static class AnswerCheck
{
    public static LlmFailure? Default(LlmAnswer answer) => answer.FinishReason switch
    {
        "length" => new LlmFailure(FailureKind.Truncated, "The answer was cut off at the token limit: raise the maximum of output tokens.")
        {
            RawResponse = answer.Text,
        },
        "content_filter" => new LlmFailure(FailureKind.Refused, "The answer was withheld by the provider's content filter.")
        {
            RawResponse = answer.Text,
        },
        _ when string.IsNullOrWhiteSpace(answer.Text) =>
            new LlmFailure(FailureKind.InvalidResponse, "The model answered with no text.") { RawResponse = answer.Text },
        _ => null,
    };

    /// <summary>Whether the answer, or one of several in its body, was cut off at the token limit.</summary>
    public static bool IsCutOff(LlmAnswer answer) =>
        answer.FinishReason == "length" || (answer.Body is { } body && HasCutOffChoice(body.Utf8.Span));

    private static bool HasCutOffChoice(ReadOnlySpan<byte> body)
    {
        try
        {
            var members = new RawMembers(body);
            ref var reader = ref members.Reader;
            if (members.MoveTo("choices"u8) && reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                {
                    while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                    {
                        var isReason = reader.ValueTextEquals("finish_reason"u8);
                        reader.Read();
                        if (isReason && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("length"u8))
                        {
                            return true;
                        }

                        reader.Skip();
                    }
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Whoever parses the answer says so.
        }

        return false;
    }
}
