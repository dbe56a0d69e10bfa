namespace Aita.Cli.Rendering;

/// <summary>A table of plain texts, before it is known how much room there is.</summary>
internal sealed class TextTable(IReadOnlyList<TextColumn> columns)
{
    private readonly List<string[]> _rows = [];

    public IReadOnlyList<TextColumn> Columns => columns;

    public IReadOnlyList<IReadOnlyList<string>> Rows => _rows;

    /// <summary>Adds a row.</summary>
    public TextTable Row(params ReadOnlySpan<string> cells)
    {
        _rows.Add(cells.ToArray());
        return this;
    }

    /// <summary>Adds a row with nothing in it.</summary>
    public TextTable AddEmptyRow() => Row([.. columns.Select(static _ => "")]);

    /// <summary>Everything that stands in a column, its name first.</summary>
    public IEnumerable<string> TextsOf(int column) => _rows.Select(row => row[column]).Prepend(columns[column].Name);
}
