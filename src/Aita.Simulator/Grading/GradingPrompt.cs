using System.Globalization;
using System.Text.RegularExpressions;

namespace Aita.Simulator;

/// <summary>A request for the points of one answer, as a model understands it. Pure.</summary>
/// <param name="QuestionId">The question.</param>
/// <param name="Criteria">Number and most points of each criterion, in their order.</param>
/// <param name="Answer">The student's answer.</param>
/// <param name="Obeys">True when an order stands where the prompt's structure does not stop it.</param>
internal sealed partial record GradingPrompt(string QuestionId, IReadOnlyList<(int Number, decimal Points)> Criteria, string Answer, bool Obeys)
{
    /// <summary>The request, or null when the prompt names no question with criteria.</summary>
    public static GradingPrompt? Read(IReadOnlyList<PromptMessage> messages)
    {
        var block = StudentBlock.Find(messages);
        if (Question().Match(block.Prompt) is not { Success: true } question)
        {
            return null;
        }

        (int, decimal)[] criteria =
        [
            .. Criterion().Matches(block.Prompt, question.Index).Select(line => (
                int.Parse(line.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture),
                Points(line.Groups["points"].ValueSpan))),
        ];
        bool obeys = Orders.AreIn(block.Outside) || (!block.IsAnnounced && Orders.AreIn(block.Answer));
        return criteria.Length == 0 ? null : new GradingPrompt(question.Groups["id"].Value, criteria, block.Answer, obeys);
    }

    private static decimal Points(ReadOnlySpan<char> text) => decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex("""^Question (?<id>\S.*?) \([^()\n]*?,? ?[\d.]+ points?\):""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Question();

    [GeneratedRegex("""^(?<number>\d{1,4})\. \[(?<points>\d{1,6}(?:\.\d{1,6})?) points?\]""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Criterion();
}
