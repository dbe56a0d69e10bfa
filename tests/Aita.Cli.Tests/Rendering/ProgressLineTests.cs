using Aita.Cli.Rendering;
using Aita.Execution;
using CsCheck;

namespace Aita.Cli.Tests.Rendering;

public sealed class ProgressLineTests
{
    private static readonly ProgressState Example = new(
        new ExecutionMetrics
        {
            CompletedTasks = 16,
            Elapsed = TimeSpan.FromSeconds(15),
            Remaining = TimeSpan.FromSeconds(3),
            InFlight = 5,
            Throughput = 12.3,
            Usage = new TokenUsage(30_000, 4_100),
            Cost = 0.0123m,
            Retries = 2,
        },
        ExpectedTasks: 20,
        MaxWorkers: 5,
        PausedFor: TimeSpan.FromSeconds(0.4));

    [Fact]
    public void Format_TheExampleOfTheDesign_IsWritten()
    {
        Assert.Equal(
            "[████████░░] 80% | 16/20 | 00:15 < 00:03 | 5/5 in flight | 12.3/s | 34.1k tok | $0.0123 | 2 retries | paused 1s",
            ProgressLine.Format(Example, 120));
    }

    [Theory]
    [InlineData(95, "[████████░░] 80% | 16/20 | 00:15 < 00:03 | 5/5 in flight | 12.3/s | $0.0123 | paused 1s")]
    [InlineData(70, "[████████░░] 80% | 16/20 | 00:15 < 00:03 | $0.0123 | paused 1s")]
    [InlineData(45, "[████████░░] 80% | 16/20 | 00:15 < 00:03")]
    [InlineData(30, "[████████░░] 80% | 16/20")]
    [InlineData(20, "[████████░░] 80%")]
    [InlineData(5, "[████")]
    public void Format_NarrowTerminal_LeavesOutWhatMattersLeast(int width, string expected)
    {
        Assert.Equal(expected, ProgressLine.Format(Example, width));
    }

    [Fact]
    public void Format_UnknownTotal_HasNoBarAndNoRemainingTime()
    {
        var line = ProgressLine.Format(Example with { ExpectedTasks = null, MaxWorkers = null, PausedFor = TimeSpan.Zero }, 200);

        Assert.Equal("16 done | 00:15 | 5 in flight | 12.3/s | 34.1k tok | $0.0123 | 2 retries", line);
    }

    [Fact]
    public void Format_FailuresReusesAndUnknownCosts_AreShown()
    {
        var metrics = Example.Metrics with { CompletedTasks = 18, FailedTasks = 2, ReusedTasks = 7, CallsOfUnknownCost = 1, Retries = 1, Remaining = null };

        var line = ProgressLine.Format(Example with { Metrics = metrics, PausedFor = TimeSpan.Zero }, 200);

        Assert.Equal("[██████████] 100% | 20/20 | 00:15 < 00:00 | 5/5 in flight | 12.3/s | 34.1k tok | $0.0123+? | 2 failed | 7 reused | 1 retry", line);
    }

    [Fact]
    public void Format_AnyFigures_FitsTheWidthAndNeverShowsMoreThanAHundredPerCent()
    {
        Gen.Select(Gen.Int[0, 500], Gen.Int[0, 500], Gen.Int[0, 500], Gen.Int[0, 150]).Sample((completed, failed, expected, width) =>
        {
            var metrics = new ExecutionMetrics { CompletedTasks = completed, FailedTasks = failed };
            var line = ProgressLine.Format(new ProgressState(metrics, expected, 5, TimeSpan.Zero), width);

            Assert.True(line.Length <= width);
            Assert.DoesNotContain("101%", line, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', line);
        });
    }
}
