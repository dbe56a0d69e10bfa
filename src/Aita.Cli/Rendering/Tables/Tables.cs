using Spectre.Console;
using Spectre.Console.Rendering;

namespace Aita.Cli.Rendering;

/// <summary>Draws tables on standard output: with lines on a terminal, and never with colours elsewhere.</summary>
internal static class Tables
{
    /// <summary>Where output is no terminal, rows are never wrapped.</summary>
    private const int UnlimitedWidth = 1000;

    /// <summary>
    /// A table with columns; the names of right-aligned ones begin with <c>&gt;</c>. A <c>?</c> after that stands before one that may be left out
    /// where there is no room, the last one first.
    /// </summary>
    public static TextTable Create(params ReadOnlySpan<string> columns)
    {
        var all = new List<TextColumn>();
        foreach (var column in columns)
        {
            var (isRight, name) = column.StartsWith('>') ? (true, column[1..]) : (false, column);
            all.Add(name.StartsWith('?') ? new TextColumn(name[1..], isRight, IsOptional: true) : new TextColumn(name, isRight, IsOptional: false));
        }

        return new TextTable(all);
    }

    public static void Write(AitaConsole console, TextTable table)
    {
        var ansi = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(console.Out),
        });
        ansi.Profile.Width = console.OutputIsTerminal ? console.ReadWidth() : UnlimitedWidth;
        var columns = console.OutputIsTerminal
            ? TableFit.Of(table, ansi.Profile.Width)
            : [.. table.Columns.Select(static (_, i) => (i, 0))];
        ansi.Write(Draw(table, columns));
        var missing = table.Columns.Where((_, i) => columns.All(column => column.Column != i)).Select(static column => $"'{column.Name}'").ToList();
        if (missing.Count > 0)
        {
            console.WriteMessage($"no room for {string.Join(" and ", missing)}; make the terminal wider to see all");
        }
    }

    /// <param name="table">The texts.</param>
    /// <param name="columns">The columns with their widths; 0 for as wide as the texts are.</param>
    private static Table Draw(TextTable table, IReadOnlyList<(int Column, int Width)> columns)
    {
        var drawn = new Table { Border = TableBorder.Simple };
        foreach (var (column, width) in columns)
        {
            drawn.AddColumn(new TableColumn(Markup.Escape(table.Columns[column].Name))
            {
                Alignment = table.Columns[column].IsRight ? Justify.Right : Justify.Left,
                Width = width > 0 ? width : null,
            });
        }

        foreach (var row in table.Rows)
        {
            drawn.AddRow(columns.Select(IRenderable (column) => new Text(row[column.Column])));
        }

        return drawn;
    }
}
