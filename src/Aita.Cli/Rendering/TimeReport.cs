using System.Globalization;
using Aita.Execution;

namespace Aita.Cli.Rendering;

/// <summary>Says where the time of a run went and what would make it faster. Pure.</summary>
internal static class TimeReport
{
    /// <summary>The shares in one line: <c>workers 71 %, request limit 20 %, sending 9 %</c>; empty when nothing was measured.</summary>
    public static string Shares(Bottleneck bottleneck) =>
        string.Join(", ", Parts(bottleneck).Select(static part => string.Create(CultureInfo.InvariantCulture, $"{part.Name} {part.Percent} %")));

    /// <summary>The advice, and the option that follows it; empty when nothing stands out.</summary>
    public static string Advice(Bottleneck bottleneck) => bottleneck.Change is { } change ? $"{bottleneck.Advice} Try {Option(change)}." : bottleneck.Advice;

    /// <summary>The answer to a person who asks in the middle of a run.</summary>
    public static IEnumerable<string> Lines(ExecutionMetrics metrics)
    {
        var done = metrics.CompletedTasks + metrics.FailedTasks;
        var left = metrics.Remaining is { } remaining ? $", about {Units.Time(remaining)} left" : string.Empty;
        yield return $"{done:#,0} of {metrics.TotalTasks:#,0} done after {Units.Time(metrics.Elapsed)}{left}; {metrics.InFlight:#,0} in flight, "
            + $"{Units.Rate(metrics.Throughput)}, latency p50 {Units.Time(metrics.P50TaskTime)}, p90 {Units.Time(metrics.P90TaskTime)}";
        yield return $"  time       {Shares(metrics.Bottleneck)}";
        yield return $"  advice     {(Advice(metrics.Bottleneck) is { Length: > 0 } advice ? advice : "Nothing stands out: no one setting would help much.")}";
    }

    /// <summary>The option with its new value: <c>--workers 10</c>.</summary>
    public static string Option(SettingChange change) => change.Setting switch
    {
        TunableSetting.MaxWorkers => string.Create(CultureInfo.InvariantCulture, $"--workers {change.Proposed:0}"),
        TunableSetting.RateLimit => string.Create(CultureInfo.InvariantCulture, $"--rate-limit {change.Proposed:0.##}"),
        TunableSetting.InputTokensPerMinute => string.Create(CultureInfo.InvariantCulture, $"--input-tokens-per-minute {change.Proposed:0}"),
        TunableSetting.OutputTokensPerMinute => string.Create(CultureInfo.InvariantCulture, $"--output-tokens-per-minute {change.Proposed:0}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"--tokens-per-minute {change.Proposed:0}"),
    };

    private static IEnumerable<(string Name, int Percent)> Parts(Bottleneck bottleneck) => bottleneck.Shares()
        .GroupBy(static part => NameOf(part.Resource), StringComparer.Ordinal)
        .Select(static group => (Name: group.Key, Percent: group.Sum(static part => part.Percent)))
        .OrderByDescending(static part => part.Percent);

    private static string NameOf(WaitedFor resource) => resource switch
    {
        WaitedFor.Workers => "workers busy",
        WaitedFor.Tail => "provider latency (last answers)",
        WaitedFor.RequestLimit => "request limit",
        WaitedFor.TokenLimit => "token limit",
        WaitedFor.ToldRequestLimit => "provider's request limit",
        WaitedFor.ToldTokenLimit => "provider's token limit",
        WaitedFor.ProviderPause or WaitedFor.Backoff => "backoff and pauses",
        WaitedFor.Outage => "provider down",
        WaitedFor.Source => "reading and preparing",
        WaitedFor.Answers => "waiting for other answers",
        WaitedFor.Results => "results",
        WaitedFor.Disk => "disk",
        _ => "sending",
    };
}
