using System.Text;
using System.Text.RegularExpressions;

namespace Aita.Simulator;

/// <summary>
/// What of a prompt is the student's answer, and what else of it a student may have had a hand in. The answer stands between a line
/// <c>&lt;student-answer-XXXXXXXX&gt;</c> and the first copy of its closing mark, wherever that comes from. Pure.
/// </summary>
/// <param name="Prompt">What stands before the answer: the question and the rules.</param>
/// <param name="Answer">The answer; all that is not the prompt's own when it is not in a block.</param>
/// <param name="Outside">What stands around the block in its message, and what comes after it.</param>
/// <param name="IsAnnounced">True when the prompt says beforehand that the block is data and not to be followed.</param>
internal sealed partial record StudentBlock(string Prompt, string Answer, string Outside, bool IsAnnounced)
{
    public static StudentBlock Find(IReadOnlyList<PromptMessage> messages)
    {
        for (int i = 0; i < messages.Count; i++)
        {
            if (!messages[i].IsAssistant && Opening().Match(messages[i].Text) is { Success: true } opening)
            {
                return InBlock(messages, i, opening);
            }
        }

        // No block: the last thing said is taken for what it is, a part of the conversation.
        int last = messages.Count - 1;
        string before = Join(messages.Take(Math.Max(1, last)));
        return new StudentBlock(before, messages[last].Text, messages[last].Text, IsAnnounced: false);
    }

    private static StudentBlock InBlock(IReadOnlyList<PromptMessage> messages, int index, Match opening)
    {
        string text = messages[index].Text;
        string before = text[..opening.Index];
        int start = Math.Min(text.Length, opening.Index + opening.Length + 1);
        string mark = $"</student-answer-{opening.Groups["mark"].Value}>";
        int end = text.IndexOf(mark, start, StringComparison.OrdinalIgnoreCase);
        string answer = end < 0 ? text[start..] : text[start..end];
        string after = end < 0 ? text[start..] : text[(end + mark.Length)..];
        string prompt = Join(messages.Take(index)) + "\n" + before;

        // The first message is the prompt's own, whatever it says of orders; a student's words may be around the block in a later one.
        string outside = Join([new PromptMessage("user", index == 0 ? after : before + "\n" + after), .. messages.Skip(index + 1)]);
        return new StudentBlock(prompt, answer.Trim('\r', '\n'), outside, Announcement().IsMatch(prompt));
    }

    private static string Join(IEnumerable<PromptMessage> messages) =>
        messages.Where(message => !message.IsAssistant)
            .Aggregate(new StringBuilder(), (all, message) => all.Append(message.Text).Append('\n')).ToString();

    [GeneratedRegex("""^[ \t]*<student-answer-(?<mark>[0-9A-Fa-f]{8,64})>[ \t]*\r?$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Opening();

    /// <summary>Within a few sentences: the mark's name, that it is data, and that it is not followed.</summary>
    [GeneratedRegex(
        """student-answer.{0,600}\bdata\b.{0,300}\b(never|not|ignore)\b""",
        RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Announcement();
}
