using System.Globalization;
using System.Text.RegularExpressions;
using Aita.Exams.Html;
using ScottPlot;

namespace Aita.Exams.Stages.Reports;

/// <summary>Plots as SVG inside the HTML. The same figures give the same text.</summary>
internal static partial class Plots
{
    private const int Bins = 10;

    /// <summary>How many students have which share of the total, in steps of ten per cent; 100 belongs to the last step.</summary>
    public static Raw Distribution(IReadOnlyList<double> shares)
    {
        var counts = new double[Bins];
        foreach (var share in shares)
        {
            counts[Math.Clamp((int)(share / Bins), 0, Bins - 1)]++;
        }

        using var plot = new Plot();
        var bars = plot.Add.Bars([.. Enumerable.Range(0, Bins).Select(bin => (bin * 10) + 5.0)], counts);
        foreach (var bar in bars.Bars)
        {
            bar.Size = 9;
            bar.FillColor = Color.FromHex("#4a7fb5");
            bar.LineColor = Color.FromHex("#2c5a86");
        }

        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, Bins + 1).Select(bin => bin * 10.0)], [.. Enumerable.Range(0, Bins + 1).Select(bin => Text(bin * 10))]);
        plot.Axes.Left.TickGenerator = WholeNumbers(counts.Max());
        plot.XLabel("Share of the total, per cent");
        plot.YLabel("Students");
        plot.Axes.SetLimits(0, 100, 0, Math.Max(1, counts.Max()) * 1.1);
        return Svg(plot, 720, 300);
    }

    /// <summary>Mean share of the points of every question.</summary>
    public static Raw Facility(IReadOnlyList<ItemStatistics> items)
    {
        using var plot = new Plot();
        var places = Enumerable.Range(1, items.Count).Select(place => (double)place).ToArray();
        var bars = plot.Add.Bars(places, [.. items.Select(item => 100 * (item.Facility ?? 0))]);
        foreach (var bar in bars.Bars)
        {
            bar.Size = 0.7;
            bar.FillColor = Color.FromHex("#6aa36f");
            bar.LineColor = Color.FromHex("#3d7342");
        }

        plot.Axes.Bottom.SetTicks(places, [.. items.Select(item => Short(item.Question.QuestionId))]);
        plot.XLabel("Question");
        plot.YLabel("Facility, per cent");
        plot.Axes.SetLimits(0.4, items.Count + 0.6, 0, 105);
        return Svg(plot, 720, 280);
    }

    private static ScottPlot.TickGenerators.NumericManual WholeNumbers(double highest)
    {
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        var step = Math.Max(1, (int)Math.Ceiling(highest / 8));
        for (var count = 0; count <= highest + step; count += step)
        {
            ticks.AddMajor(count, Text(count));
        }

        return ticks;
    }

    /// <summary>Question ids are text of a model or a person; a long one would not fit under its bar.</summary>
    private static string Short(string id) => id.Length <= 8 ? id : $"{id[..7]}\u2026";

    /// <summary>
    /// The picture without the XML heading, with ids that do not depend on what was drawn before, and with words in the page's own typeface instead
    /// of letters placed one by one for the typeface of this machine.
    /// </summary>
    private static Raw Svg(Plot plot, int width, int height)
    {
        var svg = plot.GetSvgXml(width, height);
        svg = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..].Trim();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match match in Id().Matches(svg))
        {
            names.TryAdd(match.Groups["id"].Value, string.Create(CultureInfo.InvariantCulture, $"p{width}x{height}-{names.Count}"));
        }

        svg = Reference().Replace(svg, match => names.TryGetValue(match.Groups["id"].Value, out var name)
            ? $"{match.Groups["before"].Value}{name}{match.Groups["after"].Value}"
            : match.Value);
        svg = Places().Replace(Family().Replace(svg, "font-family=\"system-ui, sans-serif\""), "${before}${first}\"");
        return new Raw($"<div class=\"plot\">{svg}</div>");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("font-family=\"[^\"]*\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Family();

    [GeneratedRegex("(?<before> [xy]=\")(?<first>[-0-9.]+), [-0-9., ]*\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Places();

    [GeneratedRegex("\\bid=\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    [GeneratedRegex("(?<before>\\bid=\"|url\\(#|href=\"#)(?<id>[^\")]+)(?<after>[\")])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
