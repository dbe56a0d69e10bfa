using Aita.Cli.Rendering;
using Aita.Execution;

namespace Aita.Cli.Tests.Rendering;

public sealed class TimeReportTests
{
    private static readonly Bottleneck Example = SpeedModel.Explain(
        new Dictionary<WaitedFor, TimeSpan>
        {
            [WaitedFor.Workers] = TimeSpan.FromSeconds(8),
            [WaitedFor.ProviderPause] = TimeSpan.FromSeconds(0.5),
            [WaitedFor.Backoff] = TimeSpan.FromSeconds(0.6),
            [WaitedFor.Nothing] = TimeSpan.FromSeconds(0.9),
        },
        new RunConditions { Workers = 5, Latency = TimeSpan.FromSeconds(1) });

    [Fact]
    public void Lines_InTheMiddleOfARun_SayWhereTheTimeWentAndTheSettingThatHelps() =>
        Assert.Equal(
            """
            40 of 120 done after 10 s, about 20 s left; 5 in flight, 4/s, latency p50 1 s, p90 2 s
              time       workers busy 80 %, backoff and pauses 11 %, sending 9 %
              advice     80 % of the time all 5 workers were waiting for the provider: 10 workers would be about 1.67 times as fast. Try --workers 10.
            """,
            string.Join('\n', TimeReport.Lines(new ExecutionMetrics
            {
                TotalTasks = 120,
                CompletedTasks = 39,
                FailedTasks = 1,
                Elapsed = TimeSpan.FromSeconds(10),
                Remaining = TimeSpan.FromSeconds(20),
                InFlight = 5,
                Throughput = 4,
                P50TaskTime = TimeSpan.FromSeconds(1),
                P90TaskTime = TimeSpan.FromSeconds(2),
                Bottleneck = Example,
            })));

    [Fact]
    public void Lines_WhereTasksWereSlowToCome_SayItInPlainWords()
    {
        var slow = SpeedModel.Explain(
            new Dictionary<WaitedFor, TimeSpan> { [WaitedFor.Source] = TimeSpan.FromSeconds(9), [WaitedFor.Nothing] = TimeSpan.FromSeconds(1) }, new RunConditions { Workers = 5 });

        Assert.Equal("reading and preparing 90 %, sending 10 %", TimeReport.Shares(slow));
        Assert.DoesNotContain("source", TimeReport.Advice(slow), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(TunableSetting.MaxWorkers, 10, "--workers 10")]
    [InlineData(TunableSetting.RateLimit, 12.5, "--rate-limit 12.5")]
    [InlineData(TunableSetting.TokensPerMinute, 60_000, "--tokens-per-minute 60000")]
    public void Advice_AChange_NamesItsOption(TunableSetting setting, double proposed, string option) =>
        Assert.EndsWith($"Try {option}.", TimeReport.Advice(Example with { Change = new(setting, 1, proposed, 1.5, WaitedFor.Nothing) }), StringComparison.Ordinal);

    [Fact]
    public void Lines_NothingStandsOut_SaySo() =>
        Assert.Contains("Nothing stands out", TimeReport.Lines(new ExecutionMetrics()).Last(), StringComparison.Ordinal);

    [Fact]
    public void Shares_TasksThatNeedOtherAnswers_AreNotTheSources()
    {
        var waiting = SpeedModel.Explain(
            new Dictionary<WaitedFor, TimeSpan> { [WaitedFor.Answers] = TimeSpan.FromSeconds(6), [WaitedFor.Source] = TimeSpan.FromSeconds(4) }, new RunConditions { Workers = 5 });

        Assert.Equal("waiting for other answers 60 %, reading and preparing 40 %", TimeReport.Shares(waiting));
        Assert.DoesNotContain("preparing", TimeReport.Advice(waiting), StringComparison.Ordinal);
    }
}
