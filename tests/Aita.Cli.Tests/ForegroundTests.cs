namespace Aita.Cli.Tests;

public sealed class ForegroundTests
{
    [Theory]
    [InlineData("42 (aita) S 1 42 7 34816 42 4194304 0", true)]
    [InlineData("42 (aita) S 1 42 7 34816 99 4194304 0", false)]
    [InlineData("42 (a) b (c) S 1 42 7 0 -1 4194304 0", false)]
    [InlineData("42 (a) 42 42 42) S 1 42 7 34816 42 4194304 0", true)]
    [InlineData("", false)]
    public void IsForeground_LinesOfLinux_AreUnderstood(string stat, bool expected) => Assert.Equal(expected, Foreground.IsForeground(stat));
}
