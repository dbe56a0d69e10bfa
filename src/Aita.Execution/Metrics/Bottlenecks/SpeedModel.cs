using System.Globalization;

namespace Aita.Execution;

/// <summary>
/// How fast a run can be, and what would make it faster. Every limit has a ceiling in requests per second: workers / latency (Little's law),
/// the request limit, and tokens per second / tokens per request. The lowest binds. Raising one helps in the part of the time that was spent
/// waiting for it, up to the next ceiling (Amdahl's law). Pure.
/// </summary>
public static class SpeedModel
{
    private const double Notable = 0.2;
    private const double WorthWhile = 1.05;
    private const double Raise = 2;

    /// <summary>Requests per second that each limit allows; infinite where there is no limit, or too little is known.</summary>
    /// <param name="conditions">The limits and the requests.</param>
    public static IReadOnlyList<(WaitedFor Limit, double PerSecond)> Ceilings(RunConditions conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        return
        [
            (WaitedFor.Workers, Ratio(conditions.Workers, conditions.Latency.TotalSeconds)),
            (WaitedFor.RequestLimit, conditions.RateLimit > 0 ? conditions.RateLimit : double.PositiveInfinity),
            (WaitedFor.TokenLimit, TightestOfTokens(conditions).PerSecond),
        ];
    }

    /// <summary>Of the limits on tokens per minute the one that allows the fewest requests.</summary>
    private static (TunableSetting Setting, long Limit, double PerSecond) TightestOfTokens(RunConditions conditions)
    {
        return new[]
        {
            Of(TunableSetting.TokensPerMinute, conditions.TokensPerMinute, conditions.TokensPerRequest),
            Of(TunableSetting.InputTokensPerMinute, conditions.InputTokensPerMinute, conditions.InputTokensPerRequest),
            Of(TunableSetting.OutputTokensPerMinute, conditions.OutputTokensPerMinute, conditions.TokensPerRequest - conditions.InputTokensPerRequest),
        }.MinBy(static limit => limit.PerSecond);

        static (TunableSetting Setting, long Limit, double PerSecond) Of(TunableSetting setting, long? perMinute, double perRequest) =>
            (setting, perMinute ?? 0, perMinute is { } tokens ? Ratio(tokens / 60.0, perRequest) : double.PositiveInfinity);
    }

    /// <summary>The limit that binds, and the requests per second it allows.</summary>
    /// <param name="conditions">The limits and the requests.</param>
    public static (WaitedFor Limit, double PerSecond) Binding(RunConditions conditions) =>
        Ceilings(conditions).MinBy(static ceiling => ceiling.PerSecond);

    /// <summary>Draws the conclusion from where the time went.</summary>
    /// <param name="times">Time spent waiting for each resource; together the time of the run.</param>
    /// <param name="conditions">The limits and the requests.</param>
    public static Bottleneck Explain(IReadOnlyDictionary<WaitedFor, TimeSpan> times, RunConditions conditions)
    {
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(conditions);
        var total = times.Values.Sum(static part => (double)part.Ticks);
        if (total <= 0)
        {
            return Bottleneck.None;
        }

        var (reason, share) = times.Where(static part => part.Key is not (WaitedFor.Nothing or WaitedFor.Tail))
            .Select(part => (part.Key, Share: part.Value.Ticks / total))
            .OrderByDescending(static part => part.Share)
            .FirstOrDefault();
        var change = Best(times, total, conditions);
        var advice = share < Notable ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"{share:P0} of the time {Describe(reason, conditions)}{Remedy(reason, change, conditions)}");
        return new Bottleneck(times, advice) { Change = share < Notable ? null : change };
    }

    private static SettingChange? Best(IReadOnlyDictionary<WaitedFor, TimeSpan> times, double total, RunConditions conditions) =>
        Ceilings(conditions)
            .Where(ceiling => double.IsFinite(ceiling.PerSecond) && !(ceiling.Limit == WaitedFor.Workers && conditions.AdaptsWorkers))
            .Select(ceiling => Change(ceiling.Limit, ceiling.PerSecond, times.GetValueOrDefault(ceiling.Limit).Ticks / total, conditions))
            .Where(static change => change is { Factor: >= WorthWhile })
            .MaxBy(static change => change!.Factor);

    private static SettingChange? Change(WaitedFor limit, double ceiling, double share, RunConditions conditions)
    {
        var (next, nextCeiling) = Ceilings(conditions).Where(other => other.Limit != limit).MinBy(static other => other.PerSecond);
        var raise = Math.Min(Raise, nextCeiling / ceiling);
        var tokens = TightestOfTokens(conditions);
        var (setting, current) = limit switch
        {
            WaitedFor.Workers => (TunableSetting.MaxWorkers, conditions.Workers),
            WaitedFor.RequestLimit => (TunableSetting.RateLimit, conditions.RateLimit),
            _ => (tokens.Setting, (double)tokens.Limit),
        };
        var proposed = current * raise;
        proposed = setting != TunableSetting.RateLimit ? Math.Ceiling(Math.Round(proposed, 6))
            : Math.Round(proposed, proposed >= 10 ? 0 : proposed >= 1 ? 1 : 2);
        return proposed <= current ? null
            : new SettingChange(setting, current, proposed, 1 / (1 - share + (share / raise)), raise < Raise ? next : WaitedFor.Nothing);
    }

    private static string Describe(WaitedFor reason, RunConditions conditions) => reason switch
    {
        WaitedFor.Workers when conditions.AdaptsWorkers =>
            $"all {conditions.Workers} workers that seemed worth while were waiting for the provider: a faster model is what would help",
        WaitedFor.Workers => $"all {conditions.Workers} workers were waiting for the provider",
        WaitedFor.RequestLimit or WaitedFor.TokenLimit when !IsSet(reason, conditions) =>
            $"was spent on the limit of {(reason == WaitedFor.RequestLimit ? "requests" : "tokens")} that the provider's answers tell: only the provider can raise it",
        WaitedFor.RequestLimit => "was spent on the limit of requests per second",
        WaitedFor.TokenLimit => "was spent on the limit of tokens per minute",
        WaitedFor.ProviderPause => "was spent on pauses and the slower pace that the provider asked for: " + (conditions.LearntRate > 0
            ? string.Create(CultureInfo.InvariantCulture, $"a rate limit of {conditions.LearntRate:0.##} requests per second, as learnt, would avoid refusals")
            : "a known rate limit would avoid refusals"),
        WaitedFor.Backoff => "was spent waiting for retries, with nothing else to do: look at the failures",
        WaitedFor.Source => "was spent reading and preparing what is sent: the disk or the preparation is the slow part",
        WaitedFor.Answers => "there was nothing to send before other answers were there: a faster model is what would help",
        WaitedFor.Results => "was spent waiting for results to be read and consumed: the consumer is the slow part",
        WaitedFor.Disk => "was spent writing answers to the checkpoint: a folder on a faster disk is what would help",
        WaitedFor.Outage => "was spent waiting for a provider that was down",
        _ => "was spent sending",
    };

    /// <summary>Whether a limit was set, and not only told by the provider.</summary>
    private static bool IsSet(WaitedFor limit, RunConditions conditions) => limit == WaitedFor.RequestLimit
        ? conditions.RateLimit > 0
        : (conditions.TokensPerMinute ?? conditions.InputTokensPerMinute ?? conditions.OutputTokensPerMinute) is not null;

    private static string Remedy(WaitedFor reason, SettingChange? change, RunConditions conditions)
    {
        if (change is null)
        {
            return reason switch
            {
                WaitedFor.RequestLimit or WaitedFor.TokenLimit when IsSet(reason, conditions) => ": raise it if the provider allows more.",
                WaitedFor.Workers => "; more of them would not be faster, for another limit is as near.",
                _ => ".",
            };
        }

        var what = change.Setting switch
        {
            TunableSetting.MaxWorkers => $"{change.Proposed:#,0} workers",
            TunableSetting.RateLimit => string.Create(CultureInfo.InvariantCulture, $"{change.Proposed:0.##} requests per second, if the provider allows them,"),
            TunableSetting.InputTokensPerMinute => string.Create(CultureInfo.InvariantCulture, $"{change.Proposed:#,0} input tokens per minute, if the provider allows them,"),
            TunableSetting.OutputTokensPerMinute => string.Create(CultureInfo.InvariantCulture, $"{change.Proposed:#,0} output tokens per minute, if the provider allows them,"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{change.Proposed:#,0} tokens per minute, if the provider allows them,"),
        };
        var then = change.Next switch
        {
            WaitedFor.Workers => ", until all workers are busy",
            WaitedFor.RequestLimit => ", until the limit of requests per second binds",
            WaitedFor.TokenLimit => ", until the limit of tokens per minute binds",
            _ => string.Empty,
        };
        var link = reason == WaitedFor.Workers || (reason is WaitedFor.RequestLimit or WaitedFor.TokenLimit && IsSet(reason, conditions)) ? ":" : "; of the settings";
        return string.Create(CultureInfo.InvariantCulture, $"{link} {what} would be about {change.Factor:0.0#} times as fast{then}.");
    }

    private static double Ratio(double numerator, double denominator) => denominator > 0 ? numerator / denominator : double.PositiveInfinity;
}
