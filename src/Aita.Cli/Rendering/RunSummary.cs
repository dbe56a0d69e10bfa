using System.Globalization;
using System.Text.Json;
using Aita.Execution;

namespace Aita.Cli.Rendering;

/// <summary>What a run says at its end: for a person, and as JSON for a script. Pure.</summary>
/// <param name="Name">Name of the batch.</param>
/// <param name="Metrics">Its figures.</param>
/// <param name="Total">Tasks with a final outcome or without one.</param>
/// <param name="Succeeded">Tasks that succeeded.</param>
/// <param name="Failed">Tasks that failed, lines that could not be read included.</param>
internal sealed record RunSummary(string Name, ExecutionMetrics Metrics, long Total, long Succeeded, long Failed)
{
    /// <summary>A shorter run is too short to learn from.</summary>
    private static readonly TimeSpan ShortestAdvised = TimeSpan.FromSeconds(1);

    /// <summary>Failures that were no requests at all: wrong lines of the input.</summary>
    public long Unusable { get; init; }

    /// <summary>Further lines: a label of at most ten characters and what it says.</summary>
    public IReadOnlyList<(string Label, string Text)> Details { get; init; } = [];

    /// <summary>How many times faster than one request after another.</summary>
    public double? SpeedUp => Metrics.Elapsed > TimeSpan.Zero && HasFreshAnswers ? Metrics.SequentialTime / Metrics.Elapsed : null;

    /// <summary>Whether the comparison says something: not of a run that took no time, nor where limits made one after another no slower.</summary>
    private bool IsComparable => SpeedUp >= 1 && Metrics.Elapsed >= ShortestAdvised;

    /// <summary>Whether a request of this run was answered: only then do speed and advice mean anything.</summary>
    private bool HasFreshAnswers => Metrics.CompletedTasks > Metrics.ReusedTasks;

    /// <summary>The lines for a person.</summary>
    public IEnumerable<string> Lines()
    {
        var reused = Metrics.ReusedTasks > 0 ? $" ({Metrics.ReusedTasks:#,0} taken from the checkpoint)" : string.Empty;
        var failed = Failed > 0 ? $", {Failed:#,0} failed" : string.Empty;
        var notRun = Total - Succeeded - Failed is > 0 and var rest ? $", {rest:#,0} not run" : string.Empty;
        yield return $"{Name}: {Succeeded:#,0} of {Total:#,0} succeeded{failed}{notRun} in {Units.Time(Metrics.Elapsed)}{reused}";
        if (Metrics.Attempts > 0)
        {
            yield return Row("speed", Speed());
            yield return Row("latency", $"p50 {Units.Time(Metrics.P50TaskTime)}, p90 {Units.Time(Metrics.P90TaskTime)}, p99 {Units.Time(Metrics.P99TaskTime)}");
            yield return Row("tokens", Tokens());
            yield return Row("cost", Cost());
        }

        if (Metrics.Retries > 0)
        {
            yield return Row("retries", Retries());
        }

        if (Metrics.Failures.Total > 0)
        {
            yield return Row("failures", RequestReport.Errors(Metrics.Failures));
        }

        if (Metrics.EarlierRequests is { IsNone: false } earlier)
        {
            yield return Row("earlier", RequestReport.Describe(earlier, " in earlier runs"));
        }

        if (Metrics.LocalRepairs.Succeeded > 0)
        {
            yield return Row("mended", $"{Units.Plural(Metrics.LocalRepairs.Succeeded, "answer", "answers")} without a request");
        }

        foreach (var (label, figures, what) in Steps())
        {
            yield return Row(label, $"{Units.Plural(figures.Requests, "request", "requests")} {what}, {Units.Plural(figures.Succeeded, "task", "tasks")} saved, {Units.Count(figures.Usage.Total)} tokens, {Units.Usd(figures.Cost)}");
        }

        foreach (var (label, text) in Details)
        {
            yield return Row(label, text);
        }

        if (HasFreshAnswers && Metrics.Elapsed >= ShortestAdvised)
        {
            yield return Row("time", TimeReport.Shares(Metrics.Bottleneck));
            if (TimeReport.Advice(Metrics.Bottleneck) is { Length: > 0 } advice)
            {
                yield return Row("advice", advice);
            }
        }
    }

    /// <summary>The figures as members of a JSON object; times in seconds, money in USD.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteString("name", Name);
        writer.WriteNumber("total", Total);
        writer.WriteNumber("succeeded", Succeeded);
        writer.WriteNumber("failed", Failed);
        writer.WriteNumber("unusable", Unusable);
        writer.WriteNumber("not_run", Total - Succeeded - Failed);
        writer.WriteNumber("reused", Metrics.ReusedTasks);
        writer.WriteNumber("shared", Metrics.SharedTasks);
        writer.WriteNumber("retried_tasks", Metrics.RetriedTasks);
        writer.WriteNumber("attempts", Metrics.Attempts);
        writer.WriteNumber("retries", Metrics.Retries);
        writer.WriteNumber("rate_limited", Metrics.RateLimited);
        RequestReport.WriteErrors(writer, "errors", Metrics.Failures);
        writer.WriteStartObject("earlier");
        writer.WriteNumber("attempts", Metrics.EarlierRequests.Requests);
        writer.WriteNumber("retries", Metrics.EarlierRequests.Retries);
        RequestReport.WriteErrors(writer, "errors", Metrics.EarlierRequests.Failures);
        writer.WriteEndObject();
        writer.WriteNumber("pauses", Metrics.Pauses);
        writer.WriteNumber("outages", Metrics.Outages);
        writer.WriteNumber("peak_in_flight", Metrics.PeakInFlight);
        Seconds("elapsed_s", Metrics.Elapsed);
        Seconds("sequential_s", Metrics.SequentialTime);
        writer.WriteNumber("throughput_per_s", Math.Round(Metrics.Throughput, 3));
        Optional("speed_up", SpeedUp is { } times ? Math.Round(times, 2) : null);
        writer.WriteStartObject("latency_s");
        Seconds("min", Metrics.MinTaskTime);
        Seconds("mean", Metrics.MeanTaskTime);
        Seconds("p50", Metrics.P50TaskTime);
        Seconds("p90", Metrics.P90TaskTime);
        Seconds("p99", Metrics.P99TaskTime);
        Seconds("max", Metrics.MaxTaskTime);
        writer.WriteEndObject();
        writer.WriteStartObject("tokens");
        writer.WriteNumber("input", Metrics.Usage.Input);
        writer.WriteNumber("output", Metrics.Usage.Output);
        writer.WriteNumber("cached_input", Metrics.Usage.CachedInput);
        writer.WriteEndObject();
        writer.WriteNumber("cost_usd", Metrics.Cost);
        writer.WriteNumber("earlier_cost_usd", Metrics.EarlierCost);
        writer.WriteNumber("calls_of_unknown_cost", Metrics.CallsOfUnknownCost);
        writer.WriteNumber("calls_maybe_billed", Metrics.CallsMaybeBilled);
        WriteStep(writer, "local_repairs", Metrics.LocalRepairs);
        WriteStep(writer, "reasks", Metrics.Reasks);
        WriteStep(writer, "repair_model", Metrics.RepairModel);
        WriteStep(writer, "fallbacks", Metrics.Fallbacks);
        WriteStep(writer, "hedges", Metrics.Hedges);
        writer.WriteStartObject("waited_for_s");
        foreach (var (resource, time) in Metrics.Bottleneck.Times)
        {
            Seconds(JsonNamingPolicy.SnakeCaseLower.ConvertName(resource.ToString()), time);
        }

        writer.WriteEndObject();
        writer.WriteString("advice", Metrics.Bottleneck.Advice);
        if (Metrics.Bottleneck.Change is { } change)
        {
            writer.WriteStartObject("change");
            writer.WriteString("setting", JsonNamingPolicy.SnakeCaseLower.ConvertName(change.Setting.ToString()));
            writer.WriteNumber("current", change.Current);
            writer.WriteNumber("proposed", change.Proposed);
            writer.WriteNumber("factor", Math.Round(change.Factor, 2));
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("change");
        }

        void Seconds(string name, TimeSpan time) => writer.WriteNumber(name, Math.Round(time.TotalSeconds, 4));

        void Optional(string name, double? value)
        {
            if (value is { } number)
            {
                writer.WriteNumber(name, number);
            }
            else
            {
                writer.WriteNull(name);
            }
        }
    }

    private IEnumerable<(string Label, StepFigures Figures, string What)> Steps() =>
        new[]
        {
            ("re-asked", Metrics.Reasks, "to the same model"),
            ("repaired", Metrics.RepairModel, "to the stronger model"),
            ("fallback", Metrics.Fallbacks, "to other models"),
            ("hedged", Metrics.Hedges, "a second time"),
        }.Where(static step => step.Item2.Requests > 0);

    private static void WriteStep(Utf8JsonWriter writer, string name, StepFigures figures)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("requests", figures.Requests);
        writer.WriteNumber("succeeded", figures.Succeeded);
        writer.WriteNumber("input_tokens", figures.Usage.Input);
        writer.WriteNumber("output_tokens", figures.Usage.Output);
        writer.WriteNumber("cost_usd", figures.Cost);
        writer.WriteEndObject();
    }

    private static string Row(string label, string text) => $"  {label,-10} {text}";

    private string Speed()
    {
        var times = SpeedUp is { } speedUp && IsComparable
            ? string.Create(CultureInfo.InvariantCulture, $", {speedUp:0.0} times as fast as one after another")
            : string.Empty;
        return $"{Units.Rate(Metrics.Throughput)}{times}, up to {Metrics.PeakInFlight:#,0} in flight";
    }

    private string Tokens()
    {
        var cached = Metrics.Usage.CachedInput > 0 ? $" ({Units.Count(Metrics.Usage.CachedInput)} cached, {100 * Metrics.Usage.CachedInput / Math.Max(1, Metrics.Usage.Input)} %)" : string.Empty;
        return $"{Units.Count(Metrics.Usage.Total)}: {Units.Count(Metrics.Usage.Input)} in{cached}, {Units.Count(Metrics.Usage.Output)} out";
    }

    private string Cost()
    {
        var earlier = Metrics.EarlierCost > 0 ? $", and {Units.Usd(Metrics.EarlierCost)} in earlier runs" : string.Empty;
        var unknown = Metrics.CallsOfUnknownCost > 0
            ? $"; {Units.Plural(Metrics.CallsOfUnknownCost, "answer", "answers")} of unknown cost not counted"
            : string.Empty;
        var brokenOff = Metrics.CallsMaybeBilled > 0
            ? $"; {Units.Plural(Metrics.CallsMaybeBilled, "request", "requests")} without an answer may be billed, too"
            : string.Empty;
        return $"{Units.Usd(Metrics.Cost)}{earlier}{unknown}{brokenOff}";
    }

    private string Retries()
    {
        var limited = Metrics.RateLimited > 0 ? $", {Metrics.RateLimited:#,0} of them for the rate limit" : string.Empty;
        var pauses = Metrics.Pauses > 0 ? $"; the provider asked for {Units.Plural(Metrics.Pauses, "pause", "pauses")}" : string.Empty;
        var outages = Metrics.Outages > 0 ? $"; the provider was down {Units.Plural(Metrics.Outages, "time", "times")}" : string.Empty;
        return $"{Metrics.Retries:#,0}{limited}{pauses}{outages}";
    }
}
