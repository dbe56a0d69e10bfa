using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// The words that show a model what was wrong with its answer: the conversation so far, the answer, and the validator's message. Limited in
/// length, since everything in it is paid for again. Pure.
/// </summary>
public static class RepairPrompt
{
    /// <summary>Characters of a problem that are shown, at most.</summary>
    public const int MaxProblemLength = 2_000;

    /// <summary>Characters of a refused answer that are shown, at most; of a longer one its beginning and its end.</summary>
    public const int MaxAnswerLength = 16_000;

    private const string Gap = "\n[...]\n";

    /// <summary>Builds the messages of a re-ask.</summary>
    /// <param name="messages">The messages of the first request.</param>
    /// <param name="answer">The answer that was not accepted.</param>
    /// <param name="problem">What was wrong with it.</param>
    /// <param name="request">What is wanted instead, in one or two sentences.</param>
    public static IReadOnlyList<ChatMessage> Build(IReadOnlyList<ChatMessage> messages, LlmAnswer answer, string problem, string request)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(problem);
        var shown = Shorten(problem, MaxProblemLength);
        var repair = new ChatMessage(
            ChatRole.User, $"Your answer could not be used. The problem, as the checker put it:\n\n{shown}\n\n{request}");

        // Providers refuse an empty message.
        return string.IsNullOrWhiteSpace(answer.Text)
            ? [.. messages, repair]
            : [.. messages, new ChatMessage(ChatRole.Assistant, Shorten(answer.Text, MaxAnswerLength)), repair];
    }

    private static string Shorten(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        var end = (length - Gap.Length) / 4;
        var start = length - Gap.Length - end;
        start -= char.IsHighSurrogate(text[start - 1]) ? 1 : 0;
        end -= char.IsLowSurrogate(text[^end]) ? 1 : 0;
        return string.Concat(text.AsSpan(0, start), Gap, text.AsSpan(text.Length - end));
    }
}
