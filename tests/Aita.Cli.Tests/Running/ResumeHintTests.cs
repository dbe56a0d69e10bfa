using Aita.Cli.Running;
using Aita.Cli.Settings;

namespace Aita.Cli.Tests.Running;

public sealed class ResumeHintTests
{
    [Theory]
    [InlineData(new[] { "batch", "in.jsonl", "-o", "out.jsonl" }, "aita batch in.jsonl -o out.jsonl")]
    [InlineData(new[] { "batch", "in.jsonl", "--no-resume", "-o", "o" }, "aita batch in.jsonl -o o")]
    [InlineData(new[] { "batch", "my file.jsonl", "-o", "it's; rm *" }, "aita batch 'my file.jsonl' -o 'it'\\''s; rm *'")]
    [InlineData(new[] { "x", "" }, "aita x ''")]
    public void CommandLine_AnyArguments_CanBePastedIntoAShell(string[] arguments, string expected)
    {
        Assert.Equal(expected, ResumeHint.CommandLine(arguments, new SettingTable()));
    }
}
