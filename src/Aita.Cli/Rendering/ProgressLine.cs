using System.Globalization;

namespace Aita.Cli.Rendering;

/// <summary>
/// Writes progress as one line: <c>[████████░░] 80% | 16/20 | 00:15 &lt; 00:03 | 5/5 in flight | 12.3/s | 34.1k tok | $0.0123 | 2 retries |
/// paused 1s</c>. Pure.
/// </summary>
internal static class ProgressLine
{
    private const int BarWidth = 10;
    private const string Separator = " | ";

    /// <summary>The line in at most <paramref name="width"/> characters: what matters least is left out when the room is short.</summary>
    public static string Format(ProgressState state, int width)
    {
        var parts = Parts(state);
        while (parts.Count > 1 && Length(parts) > width)
        {
            parts.Remove(parts.MaxBy(static p => p.Rank)!);
        }

        var line = string.Join(Separator, parts.Select(static p => p.Text));
        return line.Length <= width ? line : line[..Math.Max(0, width)];
    }

    private static int Length(List<Part> parts) => parts.Sum(static p => p.Text.Length) + (Separator.Length * (parts.Count - 1));

    private static List<Part> Parts(ProgressState state)
    {
        var metrics = state.Metrics;
        List<Part> parts =
        [
            new(2, state.Total is { } total ? $"{state.Done}/{total}" : $"{state.Done} done"),
            new(3, $"{Units.Clock(metrics.Elapsed)}{Remaining(state)}"),
            new(7, state.MaxWorkers is { } most ? $"{metrics.InFlight}/{most} in flight" : $"{metrics.InFlight} in flight"),
            new(8, Units.Rate(metrics.Throughput)),
            new(9, $"{Units.Count(metrics.Usage.Total)} tok"),
        ];
        if (state.Fraction is { } fraction)
        {
            parts.Insert(0, new(1, Bar(fraction)));
        }

        AddIf(!state.HidesCost, 5, $"{Units.Usd(metrics.Cost)}{(metrics.CallsOfUnknownCost > 0 ? "+?" : string.Empty)}");
        AddIf(metrics.FailedTasks > 0, 4, $"{metrics.FailedTasks} failed");
        AddIf(metrics.ReusedTasks > 0, 11, $"{metrics.ReusedTasks} reused");
        AddIf(metrics.Retries > 0, 10, Units.Plural(metrics.Retries, "retry", "retries"));
        AddIf(state.PausedFor > TimeSpan.Zero, 6, $"paused {Math.Ceiling(state.PausedFor.TotalSeconds)}s");
        return parts;

        void AddIf(bool shown, int rank, string text)
        {
            if (shown)
            {
                parts.Add(new(rank, text));
            }
        }
    }

    private static string Bar(double fraction)
    {
        var filled = Math.Clamp((int)(fraction * BarWidth), 0, BarWidth);
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('█', filled)}{new string('░', BarWidth - filled)}] {Math.Floor(fraction * 100):0}%");
    }

    private static string Remaining(ProgressState state) => state switch
    {
        { Fraction: null } => string.Empty,
        { Fraction: >= 1 } => " < 00:00",
        { Metrics.Remaining: { } remaining } => $" < {Units.Clock(remaining)}",
        _ => " < --:--",
    };

    /// <summary>A part of the line.</summary>
    /// <param name="Rank">The part of the highest rank is left out first.</param>
    /// <param name="Text">What it says.</param>
    private sealed record Part(int Rank, string Text);
}
