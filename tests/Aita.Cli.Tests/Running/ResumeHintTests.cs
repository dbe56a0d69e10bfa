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

    [Theory]
    [InlineData(new[] { "batch", "a", "--max-cost", "0.01", "-o", "b" }, "USD", "aita batch a -o b --max-cost USD")]
    [InlineData(new[] { "batch", "a", "--max-cost=0.01" }, null, "aita batch a")]
    [InlineData(new[] { "batch", "a" }, "USD", "aita batch a --max-cost USD")]
    public void WithCap_AnyArguments_DoesNotRepeatTheOldCap(string[] arguments, string? cap, string expected)
    {
        Assert.Equal(expected, ResumeHint.WithCap(arguments, new SettingTable(), cap));
    }

    [Fact]
    public void ForFailed_AForcedRun_IsNotForcedOnceMore()
    {
        Assert.Equal("aita transcribe -a x", ResumeHint.ForFailed(["transcribe", "-a", "x", "--force"], new SettingTable()));
    }
}
