using System.Globalization;
using System.Text.Json;
using Aita.Execution;

namespace Aita.Cli.Rendering;

/// <summary>What a pilot says of the whole input, or of a stage of an exam: for a person, and as JSON for a script.</summary>
/// <param name="Subject">What is estimated, and its pilot.</param>
/// <param name="Options">How the run will run.</param>
internal sealed record EstimateReport(EstimateSubject Subject, ParallelExecutionOptions Options)
{
    /// <summary>Requests that the run still has to send.</summary>
    public long Rest => Options.EnableCheckpointing ? Subject.Unanswered : Subject.Total;

    private ExecutionMetrics Metrics => Subject.Metrics;

    private PilotEstimate? Estimate => field ??= PilotEstimate.From(
        IsLearnt ? [.. Subject.Pilot.Select(static item => item with { Requests = 1 })] : Subject.Pilot,
        Rest,
        RunConditions.Of(Options) with { RateLimit = IsLearnt ? Metrics.LearntRate!.Value : Options.RateLimit });

    /// <summary>Whether the pilot met a limit of the provider's that is lower than the one that was set. What it refuses takes nothing of it.</summary>
    private bool IsLearnt => Metrics.LearntRate is { } learnt && (Options.RateLimit <= 0 || learnt < Options.RateLimit);

    /// <summary>Writes it as the result of a command.</summary>
    public void Write(AitaConsole console, bool json)
    {
        if (json)
        {
            console.WriteResult(JsonText.Write(WriteTo));
            return;
        }

        foreach (var line in Lines())
        {
            console.WriteResult(line);
        }
    }

    /// <summary>The lines for a person.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"{Subject.Name}: {Units.Plural(Subject.Total, "request", "requests")}, {Subject.Pilot.Count:#,0} of them in the pilot for {Units.Usd(Metrics.Cost)}{Wrong()}";
        if (Subject.IsWhole)
        {
            yield return Options.EnableCheckpointing
                ? $"  The pilot was the whole {Subject.Word}: the same command {Subject.Run} and pays for none of them again{FailedAgain()}."
                : $"  The pilot was the whole {Subject.Word}: it cost {Units.Usd(Metrics.Cost)} and took {Units.Time(Metrics.Elapsed)}. Checkpointing is off, so the run pays for all of it again.";
            yield break;
        }

        if (Estimate is not { } estimate)
        {
            yield return "  Too few items of the pilot were answered for an estimate.";
            yield break;
        }

        yield return $"  cost       {CostText(estimate)}";
        yield return $"  time       {Range(estimate.Seconds, static s => Units.Time(TimeSpan.FromSeconds(s)))} for the {Rest:#,0} that are left";
        yield return $"  limit      {LimitText(estimate)}";
        if (!Options.EnableCheckpointing)
        {
            yield return "  note       checkpointing is off: the answers of the pilot are not kept, and the run pays for them again";
        }
    }

    /// <summary>The same as a JSON object; times in seconds, money in USD, intervals of 90 %.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        var estimate = Estimate;
        writer.WriteStartObject();
        Subject.WriteName(writer);
        writer.WriteBoolean("estimate", true);
        writer.WriteNumber("total", Subject.Total);
        writer.WriteNumber("unusable", Subject.Problems);
        writer.WriteNumber("pilot", Subject.Pilot.Count);
        writer.WriteNumber("pilot_failed", Subject.Failed);
        writer.WriteNumber("pilot_cost_usd", Metrics.Cost);
        writer.WriteNumber("rest", Rest);
        Write("cost_usd", estimate?.Cost is { } cost ? Shift(cost, (double)Subject.Spent) : null);
        Write("time_s", estimate?.Seconds);
        writer.WriteString("limit", estimate is null ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(estimate.Binding.ToString()));
        if (estimate is { PerSecond: var rate } && double.IsFinite(rate))
        {
            writer.WriteNumber("requests_per_s", Math.Round(rate, 3));
        }
        else
        {
            writer.WriteNull("requests_per_s");
        }

        writer.WriteEndObject();

        void Write(string name, Interval? interval)
        {
            if (interval is not { } known)
            {
                writer.WriteNull(name);
                return;
            }

            writer.WriteStartObject(name);
            writer.WriteNumber("low", Math.Round(known.Low, 6));
            writer.WriteNumber("expected", Math.Round(known.Expected, 6));
            writer.WriteNumber("high", Math.Round(known.High, 6));
            writer.WriteEndObject();
        }
    }

    private static Interval Shift(Interval interval, double by) => new(interval.Low + by, interval.Expected + by, interval.High + by);

    private static string Range(Interval interval, Func<double, string> format) =>
        $"about {format(interval.Expected)}, between {format(interval.Low)} and {format(interval.High)} (90 %),";

    private string CostText(PilotEstimate estimate) => estimate.Cost is { } cost
        ? $"{Range(Shift(cost, (double)Subject.Spent), static usd => Units.Usd((decimal)usd))} in all, {Units.Usd(Subject.Spent)} of it spent{CapText(cost)}"
        : "not known: the provider does not say what an answer costs, and no price is known";

    private string CapText(Interval cost) => Options.MaxCost is { } cap && (decimal)cost.High + Metrics.EarlierCost + Metrics.Cost > cap
        ? $"; the cap of {Units.Usd(cap)} may stop the run"
        : string.Empty;

    private string LimitText(PilotEstimate estimate)
    {
        var change = SpeedModel.Explain(new Dictionary<WaitedFor, TimeSpan> { [estimate.Binding] = TimeSpan.FromSeconds(1) }, estimate.Conditions).Change;
        var (what, isOwn) = estimate.Binding switch
        {
            WaitedFor.Workers => (Units.Plural(Options.MaxWorkers, "worker", "workers") + (Options.AdaptWorkers ? " (at most)" : string.Empty), true),
            WaitedFor.RequestLimit when IsLearnt =>
                (string.Create(CultureInfo.InvariantCulture, $"the provider's own, about {Metrics.LearntRate:0.##} requests per second, as the pilot learnt"), false),
            WaitedFor.RequestLimit => (string.Create(CultureInfo.InvariantCulture, $"the limit of {Options.RateLimit:0.##} requests per second"), true),
            _ => (TokenText(change), true),
        };
        return $"{what}: {Units.Rate(estimate.PerSecond)}{(change is not null && isOwn ? $"; {TimeReport.Option(change)} would be about {Units.Times(change.Factor)} as fast" : string.Empty)}";
    }

    private string TokenText(SettingChange? change) => change?.Setting switch
    {
        TunableSetting.InputTokensPerMinute => string.Create(CultureInfo.InvariantCulture, $"the limit of {change.Current:#,0} input tokens per minute"),
        TunableSetting.OutputTokensPerMinute => string.Create(CultureInfo.InvariantCulture, $"the limit of {change.Current:#,0} output tokens per minute"),
        _ => string.Create(CultureInfo.InvariantCulture, $"the limit of {change?.Current ?? Options.TokensPerMinute ?? Options.InputTokensPerMinute ?? Options.OutputTokensPerMinute:#,0} tokens per minute"),
    };

    private string Wrong() => Subject.Problems > 0 ? $"; {Units.Plural(Subject.Problems, "line is", "lines are")} not a request" : string.Empty;

    private string FailedAgain() => Subject.Failed > 0 ? $", but for the {Subject.Failed:#,0} that failed" : string.Empty;
}
