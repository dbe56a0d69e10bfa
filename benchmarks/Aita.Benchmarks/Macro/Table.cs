using System.Globalization;
using System.Text;

namespace Aita.Benchmarks.Macro;

/// <summary>A Markdown table under construction.</summary>
internal sealed class Table(string title, string remark, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>A picture of it, if a picture says more.</summary>
    public BarChart? Chart { get; init; }

    public void Add(params object[] cells) =>
        _rows.Add([.. cells.Select(static cell => Convert.ToString(cell, CultureInfo.InvariantCulture)!)]);

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine($"## {title}").AppendLine().AppendLine(remark).AppendLine();
        text.AppendLine($"| {string.Join(" | ", columns)} |").AppendLine($"|{string.Concat(columns.Select(static _ => "---|"))}");
        foreach (var row in _rows)
        {
            text.AppendLine($"| {string.Join(" | ", row)} |");
        }

        return text.ToString();
    }
}
