using Aita.Cli.Rehearsal;
using Aita.Execution;

namespace Aita.Cli.Tests.Rehearsal;

/// <summary>Whether what a client sent kept the limits that it was told, by its options and by the headers of its answers.</summary>
internal static class LimitChecks
{
    private const double Rounding = 1e-3;
    private const double Minute = 60;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(120);

    /// <summary>The limits that were set.</summary>
    /// <remarks>
    /// Requests: no window of any length t, open or closed, holds more than burst + rate × t. Tokens, and input and output apart: no sixty seconds hold
    /// more than the limit of what their answers used, when answers use what a client expects. When they use more, nobody can know before they come:
    /// then nothing is sent while the answers that have come used the whole limit in the last sixty seconds. A request without an answer counts as a
    /// request only, since nobody told what it used.
    /// </remarks>
    public static void Options(WorldPlan plan, IReadOnlyList<Witness.Arrival> arrivals)
    {
        var options = plan.Options;
        if (options.RateLimit is > 0 and var rate)
        {
            HoldsRate(rate, options.RateLimitBurst ?? Math.Max(rate >= 2 ? 2 : 1, Math.Ceiling(rate / 10)), arrivals);
        }

        HoldsMinute(options.TokensPerMinute, static used => used.Total, "tokens", plan, arrivals);
        HoldsMinute(options.InputTokensPerMinute, static used => used.Input, "input tokens", plan, arrivals);
        HoldsMinute(options.OutputTokensPerMinute, static used => used.Output, "output tokens", plan, arrivals);
    }

    /// <summary>The limits that answers told.</summary>
    /// <remarks>
    /// From the arrival of the last request whose answer is known on, no more is sent than that answer said is left, and what has come back since by
    /// the provider's own count or by what it told (in a window nothing, in a bucket as much as flows in), until the time at which all is said to be there again. Tokens
    /// count as above, where answers use what a client expects. What is further away than two minutes is not waited for: one request at a time asks
    /// the provider again. Two limits of one kind are told in turns: nothing is asserted then.
    /// </remarks>
    public static void Headers(WorldPlan plan, IReadOnlyList<Witness.Arrival> arrivals)
    {
        if (plan.Scenario.Headers == HeaderForm.None)
        {
            return;
        }

        Holds(LimitUnit.Requests, static _ => 1, static told => (told.RequestsRemaining, told.RequestsReset));
        if (plan.Traits.AnswersAsExpected)
        {
            Holds(LimitUnit.Tokens, static used => used.Total, static told => (told.TokensRemaining, told.TokensReset));
            Holds(LimitUnit.InputTokens, static used => used.Input, static told => (told.InputTokensRemaining, told.InputTokensReset));
            Holds(LimitUnit.OutputTokens, static used => used.Output, static told => (told.OutputTokensRemaining, told.OutputTokensReset));
        }

        void Holds(LimitUnit unit, Func<TokenUsage, long> amount, Func<RateLimitSnapshot, (long? Left, TimeSpan? Reset)> read)
        {
            if (plan.Scenario.Limits.Where(limit => limit.Allowance().Unit == unit).ToList() is [var limit])
            {
                HoldsTold(limit, amount, read, arrivals);
            }
        }
    }

    private static void HoldsRate(double rate, double burst, IReadOnlyList<Witness.Arrival> arrivals)
    {
        var (level, last) = (0.0, 0.0);
        foreach (var arrival in arrivals)
        {
            level = Math.Max(0, level - ((arrival.At - last) * rate)) + 1;
            last = arrival.At;
            Assert.True(level <= burst + Rounding, $"{level} requests in a window that holds {burst}, at {last} s");
        }
    }

    private static void HoldsMinute(long? limit, Func<TokenUsage, long> amount, string what, WorldPlan plan, IReadOnlyList<Witness.Arrival> arrivals)
    {
        if (limit is null)
        {
            return;
        }

        var first = 0;
        for (var i = 0; i < arrivals.Count; i++)
        {
            var now = arrivals[i].At;
            while (arrivals[first].At < now - Minute)
            {
                first++;
            }

            var used = arrivals.Skip(first).Take(i + 1 - first)
                .Where(arrival => plan.Traits.AnswersAsExpected || arrival.AnsweredAt < now).Sum(arrival => amount(arrival.Used));
            Assert.True(used <= limit, $"{used} {what} in the minute before {now} s, with a limit of {limit}");
        }
    }

    private static void HoldsTold(
        ScenarioLimit limit, Func<TokenUsage, long> amount, Func<RateLimitSnapshot, (long? Left, TimeSpan? Reset)> read, IReadOnlyList<Witness.Arrival> arrivals)
    {
        var (unit, allowed) = limit.Allowance();
        for (var i = 0; i < arrivals.Count; i++)
        {
            // Each answer of this very moment may have come before the request was let through, or after: any one may have been the last that was known.
            var now = arrivals[i].At;
            var before = Excess(null);
            Assert.True(
                before <= Rounding || arrivals.Take(i).Any(arrival => arrival.AnsweredAt == now && Excess(arrival) <= Rounding),
                $"{before} of {unit} too many at {now} s; {i} requests before: {string.Join(' ', arrivals.Take(i).Select(static one => $"{one.At}-{one.AnsweredAt}"))}");

            double Excess(Witness.Arrival? latest)
            {
                bool IsKnown(Witness.Arrival arrival) => arrival.AnsweredAt < now || arrival == latest;
                var known = arrivals.Take(i).LastOrDefault(arrival => IsKnown(arrival) && arrival.Told is { } told && read(told).Left is not null);
                if (known is null)
                {
                    return 0;
                }

                // Requests of one moment arrive in any order: the one that was told the most may be the last.
                var (left, reset) = arrivals.Where(arrival => arrival.At == known.At && IsKnown(arrival) && arrival.Told is not null)
                    .Select(arrival => read(arrival.Told!)).MaxBy(static state => state.Left);
                var since = now - known.At;
                var (whole, all) = (limit.Burst ?? allowed, reset!.Value.TotalSeconds);
                var back = limit.Window == LimitWindow.Fixed ? 0 : Math.Max(allowed / limit.PerS, (whole - left!.Value) / all) * since;
                return since >= all || reset > LongestWait ? 0
                    : arrivals.Where(arrival => arrival.At > known.At && arrival.At <= now).Sum(arrival => amount(arrival.Used)) - left!.Value - back;
            }
        }
    }
}
