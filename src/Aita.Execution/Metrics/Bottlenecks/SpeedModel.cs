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
    private const double ManyFailures = 0.2;

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

    /// <summary>Requests per second that the limits of requests and tokens allow, however many workers there are; infinite without limits.</summary>
    /// <param name="conditions">The limits and the requests.</param>
    internal static double PerSecondOfLimits(RunConditions conditions) =>
        Ceilings(conditions).Where(static ceiling => ceiling.Limit != WaitedFor.Workers).Min(static ceiling => ceiling.PerSecond);

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
        var change = IsUpToTheProvider(share, Share) ? null : Best(times, total, conditions);
        var advice = share < Notable ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"{share:P0} of the time {SpeedAdvice.Describe(reason, conditions)}{SpeedAdvice.Remedy(reason, change, conditions)}");
        return new Bottleneck(times, advice) { Change = share < Notable ? null : change };

        double Share(WaitedFor part) => times.GetValueOrDefault(part).Ticks / total;

        // No setting helps against a provider that fails, asks to wait, or tells a limit.
        bool IsUpToTheProvider(double largest, Func<WaitedFor, double> of) =>
            Fails(conditions)
            || of(WaitedFor.ProviderPause) + of(WaitedFor.Backoff) + of(WaitedFor.Outage) >= Math.Max(largest, Notable)
            || of(WaitedFor.ToldRequestLimit) + of(WaitedFor.ToldTokenLimit) >= Notable;
    }

    /// <summary>Whether so many requests fail that sending more of them at once is no remedy.</summary>
    internal static bool Fails(RunConditions conditions) => conditions.FailureShare >= ManyFailures;

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

    private static double Ratio(double numerator, double denominator) => denominator > 0 ? numerator / denominator : double.PositiveInfinity;
}
