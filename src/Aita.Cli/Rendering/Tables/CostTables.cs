using System.Globalization;
using System.Text.Json;
using Aita.Execution;
using Spectre.Console;

namespace Aita.Cli.Rendering;

/// <summary>Costs as tables and as JSON. Pure.</summary>
internal static class CostTables
{
    /// <summary>A row a session, the newest first, and their sum.</summary>
    public static TextTable Sessions(IReadOnlyList<CostSession> sessions)
    {
        var table = Tables.Create("Session", "Last call (UTC)", ">Calls", ">Failed", ">?Images", ">Tokens in", ">?Cached", ">Tokens out", ">Cost");
        foreach (var session in sessions.Reverse())
        {
            var last = session.LastCall?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";
            AddRow(table, [session.SessionId, last], session.Costs.Total);
        }

        if (sessions.Count > 1)
        {
            table.AddEmptyRow();
            AddRow(table, ["all shown", string.Empty], Sum(sessions.Select(static s => s.Costs.Total)));
        }

        return table;
    }

    /// <summary>The sum over the sessions, taken apart.</summary>
    public static TextTable Parts(
        string part, IReadOnlyList<CostSession> sessions, Func<CostSummary, IReadOnlyDictionary<string, CostTotals>> select)
    {
        var table = Tables.Create(part, ">Calls", ">Failed", ">?Images", ">Tokens in", ">?Cached", ">Tokens out", ">Cost");
        foreach (var (name, totals) in Merge(sessions, select))
        {
            AddRow(table, [name], totals);
        }

        return table;
    }

    /// <summary>Money in USD.</summary>
    public static string ToJson(IReadOnlyList<CostSession> sessions, bool detailed) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("total");
        WriteTotals(writer, Sum(sessions.Select(static s => s.Costs.Total)));
        writer.WriteEndObject();
        writer.WriteStartArray("sessions");
        foreach (var session in sessions.Reverse())
        {
            writer.WriteStartObject();
            writer.WriteString("id", session.SessionId);
            writer.WriteString("path", session.Path);
            WriteMoment(writer, "first_call", session.FirstCall);
            WriteMoment(writer, "last_call", session.LastCall);
            writer.WriteNumber("unreadable_lines", session.UnreadableLines);
            WriteTotals(writer, session.Costs.Total);
            if (detailed)
            {
                WriteParts(writer, "operations", session.Costs.ByOperation);
                WriteParts(writer, "models", session.Costs.ByModel);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void AddRow(TextTable table, IEnumerable<string> first, CostTotals totals) => table.Row(
    [
        .. first,
        totals.Calls.ToString("#,0", CultureInfo.InvariantCulture),
        totals.FailedCalls.ToString("#,0", CultureInfo.InvariantCulture),
        totals.Images.ToString("#,0", CultureInfo.InvariantCulture),
        Units.Count(totals.Usage.Input),
        Units.Count(totals.Usage.CachedInput),
        Units.Count(totals.Usage.Output),
        totals.UnknownCostCalls > 0 ? $"{Units.Usd(totals.Cost)} + {totals.UnknownCostCalls:#,0} unknown" : Units.Usd(totals.Cost),
    ]);

    private static SortedDictionary<string, CostTotals> Merge(
        IReadOnlyList<CostSession> sessions, Func<CostSummary, IReadOnlyDictionary<string, CostTotals>> select)
    {
        var merged = new SortedDictionary<string, CostTotals>(StringComparer.Ordinal);
        foreach (var (name, totals) in sessions.SelectMany(session => select(session.Costs)))
        {
            merged[name] = merged.GetValueOrDefault(name) + totals;
        }

        return merged;
    }

    private static CostTotals Sum(IEnumerable<CostTotals> totals) => totals.Aggregate(default(CostTotals), static (sum, next) => sum + next);

    private static void WriteParts(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, CostTotals> parts)
    {
        writer.WriteStartObject(name);
        foreach (var (part, totals) in parts)
        {
            writer.WriteStartObject(part);
            WriteTotals(writer, totals);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter writer, CostTotals totals)
    {
        writer.WriteNumber("calls", totals.Calls);
        writer.WriteNumber("failed_calls", totals.FailedCalls);
        writer.WriteNumber("images", totals.Images);
        writer.WriteNumber("input_tokens", totals.Usage.Input);
        writer.WriteNumber("cached_input_tokens", totals.Usage.CachedInput);
        writer.WriteNumber("output_tokens", totals.Usage.Output);
        writer.WriteNumber("cost_usd", totals.Cost);
        writer.WriteNumber("calls_of_unknown_cost", totals.UnknownCostCalls);
    }

    private static void WriteMoment(Utf8JsonWriter writer, string name, DateTimeOffset? moment)
    {
        if (moment is { } known)
        {
            writer.WriteString(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
