using System.Globalization;
using System.Text.Json;
using Aita.Execution;

namespace Aita.Cli.Rendering;

/// <summary>What a pilot says of the whole input, or of a stage of an exam: for a person, and as JSON for a script.</summary>
/// <param name="Name">Name of the batch, or of the stage's command.</param>
/// <param name="Total">Requests of the input, or of the stage.</param>
/// <param name="Pilot">What the items of the pilot used.</param>
/// <param name="Metrics">Figures of the pilot.</param>
/// <param name="Options">How the run will run.</param>
internal sealed record EstimateReport(string Name, long Total, IReadOnlyList<PilotItem> Pilot, ExecutionMetrics Metrics, ParallelExecutionOptions Options)
{
    /// <summary>The assignment whose stage it is; null for <c>aita batch</c>.</summary>
    public string? Assignment { get; init; }

    /// <summary>Tasks with a record from before the pilot. Not used for a stage, whose checkpoint also holds what is in the files by now.</summary>
    public int EarlierOutcomes { get; init; }

    /// <summary>Lines of the input that are not requests.</summary>
    public long Problems { get; init; }

    /// <summary>Items of the pilot that succeeded.</summary>
    public int Done { get; init; }

    /// <summary>Items of the pilot that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Requests that the run still has to send.</summary>
    public long Rest => !Options.EnableCheckpointing ? Total
        : Assignment is not null ? Math.Max(0, Total - Done)
        : Math.Max(0, Total - EarlierOutcomes - (Metrics.CompletedTasks - Metrics.ReusedTasks));

    /// <summary>Whether the pilot was the whole input.</summary>
    public bool IsWhole => (Assignment is null ? Pilot.Count : Done + Failed) >= Total;

    /// <summary>USD spent so far on what is estimated, the pilot included.</summary>
    private decimal Spent => Assignment is not null ? Pilot.Sum(static item => item.Cost ?? 0) : SpentOfCap;

    /// <summary>USD that count under a cap.</summary>
    private decimal SpentOfCap => Metrics.EarlierCost + Metrics.Cost;

    private PilotEstimate? Estimate => field ??= PilotEstimate.From(IsLearnt ? [.. Pilot.Select(static item => item with { Requests = 1 })] : Pilot, Rest, RunConditions.Of(Options) with
    {
        RateLimit = IsLearnt ? Metrics.LearntRate!.Value : Options.RateLimit,
    });

    /// <summary>Whether the pilot met a limit of the provider's that is lower than the one that was set. What it refuses takes nothing of it.</summary>
    private bool IsLearnt => Metrics.LearntRate is { } learnt && (Options.RateLimit <= 0 || learnt < Options.RateLimit);

    private string What => Assignment is null ? "input" : "stage";

    private string Without => Assignment is null ? "with -o instead of" : "without";

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
        yield return $"{Name}: {Units.Plural(Total, "request", "requests")}, {Pilot.Count:#,0} of them in the pilot for {Units.Usd(Metrics.Cost)}{Wrong()}";
        if (IsWhole)
        {
            yield return Options.EnableCheckpointing
                ? $"  The pilot was the whole {What}: the same command {Without} --estimate writes the {(Assignment is null ? "answers" : "results")} and pays for none of them again{FailedAgain()}."
                : $"  The pilot was the whole {What}: it cost {Units.Usd(Metrics.Cost)} and took {Units.Time(Metrics.Elapsed)}. Checkpointing is off, so the run pays for all of it again.";
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
        writer.WriteString("command", Assignment is null ? "batch" : Name);
        writer.WriteString(Assignment is null ? "name" : "assignment", Assignment ?? Name);
        writer.WriteBoolean("estimate", true);
        writer.WriteNumber("total", Total);
        writer.WriteNumber("unusable", Problems);
        writer.WriteNumber("pilot", Pilot.Count);
        writer.WriteNumber("pilot_failed", Failed);
        writer.WriteNumber("pilot_cost_usd", Metrics.Cost);
        writer.WriteNumber("rest", Rest);
        Write("cost_usd", estimate?.Cost is { } cost ? Shift(cost, (double)Spent) : null);
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
        ? $"{Range(Shift(cost, (double)Spent), static usd => Units.Usd((decimal)usd))} in all, {Units.Usd(Spent)} of it spent{CapText(cost)}"
        : "not known: the provider does not say what an answer costs, and no price is known";

    private string CapText(Interval cost) => Options.MaxCost is { } cap && (decimal)cost.High + SpentOfCap > cap
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

    private string Wrong() => Problems > 0 ? $"; {Units.Plural(Problems, "line is", "lines are")} not a request" : string.Empty;

    private string FailedAgain() => Failed > 0 ? $", but for the {Failed:#,0} that failed" : string.Empty;
}
