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
}
