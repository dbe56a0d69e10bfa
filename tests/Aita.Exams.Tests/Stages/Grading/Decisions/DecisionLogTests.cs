using Aita.Exams.Domain;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Stages.Grading.Decisions;

public sealed class DecisionLogTests
{
    private static GradeDecision Decision(decimal points) => new() { By = "T", Student = "Nova Quill", QuestionId = "1", Points = points };

    [Fact]
    public async Task Append_Twice_OnlyAdds()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("g", "decisions.jsonl");

        await DecisionLog.AppendAsync(path, [Decision(1)], TestContext.Current.CancellationToken);
        var first = await File.ReadAllTextAsync(path);
        await DecisionLog.AppendAsync(path, [Decision(2), Decision(3)], TestContext.Current.CancellationToken);

        Assert.StartsWith(first, await File.ReadAllTextAsync(path), StringComparison.Ordinal);
        Assert.Equal([1m, 2m, 3m], (await DecisionLog.ReadAsync(path, TestContext.Current.CancellationToken)).Select(decision => decision.Points!.Value));
        Assert.Equal(3, (await File.ReadAllLinesAsync(path)).Length);
    }

    [Fact]
    public async Task ReadAndAppend_AfterACrashAtAnyByteOfTheLastLine_LoseNothingBefore()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("decisions.jsonl");
        await DecisionLog.AppendAsync(path, [Decision(1), Decision(2)], TestContext.Current.CancellationToken);
        var whole = await File.ReadAllBytesAsync(path);
        var firstEnd = Array.IndexOf(whole, (byte)'\n') + 1;
        for (var length = firstEnd; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(path, whole[..length]);
            var torn = await DecisionLog.ReadAsync(path, TestContext.Current.CancellationToken);
            await DecisionLog.AppendAsync(path, [Decision(3)], TestContext.Current.CancellationToken);
            var after = await DecisionLog.ReadAsync(path, TestContext.Current.CancellationToken);

            // The last line is whole only when nothing but its line break is missing.
            decimal[] expected = length == whole.Length - 1 ? [1, 2] : [1];
            Assert.Equal(expected, torn.Select(decision => decision.Points!.Value));
            Assert.Equal([.. expected, 3m], after.Select(decision => decision.Points!.Value));
        }
    }

    [Fact]
    public async Task Read_ALineThatIsNoDecision_IsNamed()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("decisions.jsonl");
        await File.WriteAllTextAsync(path, "{\"student\":\"x\"}\nnonsense\n{\"student\":\"y\"}\n");

        var exception = await Assert.ThrowsAsync<ExamException>(() => DecisionLog.ReadAsync(path, TestContext.Current.CancellationToken));

        Assert.Contains("line 2 is no decision", exception.Message, StringComparison.Ordinal);
    }
}
