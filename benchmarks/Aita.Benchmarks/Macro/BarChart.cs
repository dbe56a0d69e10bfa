using System.Globalization;
using System.Net;
using System.Text;

namespace Aita.Benchmarks.Macro;

/// <summary>Horizontal bars as SVG; the first bar is ours and stands out. Shorter is better.</summary>
internal sealed class BarChart(string name, string title, string unit)
{
    private const int Width = 760;
    private const int LabelWidth = 330;
    private const int BarHeight = 26;
    private const int Top = 56;
    private readonly List<(string Label, double Value)> _bars = [];

    /// <summary>File name without extension.</summary>
    public string Name => name;

    public string Title => title;

    public void Add(string label, double value) => _bars.Add((label, value));

    public override string ToString()
    {
        var height = Top + (_bars.Count * (BarHeight + 10)) + 12;
        var longest = _bars.Max(static bar => bar.Value);
        var svg = new StringBuilder();
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" font-family="system-ui, sans-serif" font-size="14">""");
        Line($"""<rect width="{Width}" height="{height}" rx="8" fill="#ffffff" stroke="#d0d7de"/>""");
        Line($"""<text x="20" y="32" font-size="16" font-weight="600" fill="#1f2328">{WebUtility.HtmlEncode(title)}</text>""");
        for (var i = 0; i < _bars.Count; i++)
        {
            var (label, value) = _bars[i];
            var y = Top + (i * (BarHeight + 10));
            var length = Math.Max(2, value / longest * (Width - LabelWidth - 110));
            Line($"""<text x="{LabelWidth - 10}" y="{y + 18}" text-anchor="end" fill="#1f2328">{WebUtility.HtmlEncode(label)}</text>""");
            Line($"""<rect x="{LabelWidth}" y="{y}" width="{length:F0}" height="{BarHeight}" rx="3" fill="{(i == 0 ? "#1a7f64" : "#9aa4ae")}"/>""");
            Line($"""<text x="{LabelWidth + length + 8:F0}" y="{y + 18}" fill="#1f2328">{value:N0} {WebUtility.HtmlEncode(unit)}</text>""");
        }

        return svg.Append("</svg>\n").ToString();

        void Line(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
