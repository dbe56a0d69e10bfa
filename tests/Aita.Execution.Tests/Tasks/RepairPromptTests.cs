using CsCheck;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Tasks;

public sealed class RepairPromptTests
{
    [Fact]
    public void Build_EmptyAnswer_IsLeftOut()
    {
        var repair = RepairPrompt.Build([new(ChatRole.User, "q")], new LlmAnswer { Text = " " }, "It is empty.", "Again.");

        Assert.Equal(2, repair.Count);
        Assert.EndsWith("It is empty.\n\nAgain.", repair[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_LongAnswerAndProblem_AreShortenedInTheMiddle() =>
        Gen.Select(Gen.Int[0, 40_000], Gen.Int[0, 5_000]).Sample((answerLength, problemLength) =>
        {
            var answer = string.Concat(Enumerable.Repeat("😀", answerLength / 2)) + "END";
            var repair = RepairPrompt.Build([], new LlmAnswer { Text = answer }, new string('p', problemLength), "Again.");

            Assert.InRange(repair[0].Text.Length, Math.Min(answer.Length, RepairPrompt.MaxAnswerLength) - 2, RepairPrompt.MaxAnswerLength);
            Assert.EndsWith("END", repair[0].Text, StringComparison.Ordinal);
            Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(repair[0].Text)));
            Assert.InRange(repair[1].Text.Length, 0, RepairPrompt.MaxProblemLength + 100);
        }, iter: 200);
}
