using System.Globalization;
using System.Text;

namespace Aita.Benchmarks.Macro;

/// <summary>A Markdown table under construction.</summary>
internal sealed class Table(string title, string remark, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public string Title => title;

    /// <summary>A picture of it, if a picture says more.</summary>
    public BarChart? Chart { get; init; }

    /// <summary>What else there is to say, below it.</summary>
    public string? Note { get; set; }

    public void Add(params object[] cells) =>
        _rows.Add([.. cells.Select(static cell => Convert.ToString(cell, CultureInfo.InvariantCulture)!)]);

    /// <summary>Everything but the title.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Chart is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"![{Chart.Title}](images/{Chart.Name}.svg)\n\n");
        }

        text.Append(remark).Append("\n\n| ").AppendJoin(" | ", columns).Append(" |\n|").AppendJoin("", columns.Select(static _ => "---|")).Append('\n');
        foreach (var row in _rows)
        {
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        }

        return Note is null ? text.ToString() : text.Append('\n').Append(Note).Append('\n').ToString();
    }
}
