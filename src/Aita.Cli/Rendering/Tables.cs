using Spectre.Console;
using Spectre.Console.Rendering;

namespace Aita.Cli.Rendering;

/// <summary>Draws tables on standard output: with lines on a terminal, and never with colours elsewhere.</summary>
internal static class Tables
{
    /// <summary>Where output is no terminal, rows are never wrapped.</summary>
    private const int UnlimitedWidth = 1000;

    /// <summary>A table with columns; the names of right-aligned ones begin with <c>&gt;</c>.</summary>
    public static Table Create(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            var right = column.StartsWith('>');
            table.AddColumn(new TableColumn(Markup.Escape(right ? column[1..] : column)) { Alignment = right ? Justify.Right : Justify.Left });
        }

        return table;
    }

    /// <summary>Adds a row of plain texts.</summary>
    public static Table Row(this Table table, params ReadOnlySpan<string> cells)
    {
        var texts = new List<IRenderable>();
        foreach (var cell in cells)
        {
            texts.Add(new Text(cell));
        }

        table.AddRow(texts);
        return table;
    }

    public static void Write(AitaConsole console, Table table)
    {
        var ansi = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(console.Out),
        });
        ansi.Profile.Width = console.OutputIsTerminal ? console.ReadWidth() : UnlimitedWidth;
        ansi.Write(table);
    }
}
