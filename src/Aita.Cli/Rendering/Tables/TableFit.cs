using Spectre.Console;

namespace Aita.Cli.Rendering;

/// <summary>How a table fits into a terminal: lines break between words, and where there is no room for that, the least important column is left out. Pure.</summary>
internal static class TableFit
{
    /// <summary>Columns of a table are that far apart.</summary>
    private const int Gap = 3;

    /// <summary>Sentences are not squeezed into less.</summary>
    private const int ProseWidth = 20;

    /// <summary>Names and figures of at most this width stay on one line where there is room at all.</summary>
    private const int LabelWidth = 14;

    /// <summary>The columns that are drawn, with their widths.</summary>
    /// <param name="table">The table.</param>
    /// <param name="width">The width of the terminal.</param>
    public static IReadOnlyList<(int Column, int Width)> Of(TextTable table, int width)
    {
        var needs = Enumerable.Range(0, table.Columns.Count).Select(column => NeedOf(table, column, width)).ToList();
        var kept = Enumerable.Range(0, table.Columns.Count).ToList();
        while (kept.Sum(column => needs[column].Least) > Room() && kept.FindLastIndex(column => table.Columns[column].IsOptional) is >= 0 and var dropped)
        {
            kept.RemoveAt(dropped);
        }

        var widths = kept.Select(column => needs[column].Least).ToArray();
        foreach (var i in Enumerable.Range(0, widths.Length).Where(i => needs[kept[i]].Most <= LabelWidth).OrderBy(i => needs[kept[i]].Most - widths[i]))
        {
            widths[i] += Math.Max(0, Math.Min(Room() - widths.Sum(), needs[kept[i]].Most - widths[i]));
        }

        // What is left over goes to the column that lacks most, one by one.
        while (widths.Sum() < Room() && Enumerable.Range(0, widths.Length).MaxBy(i => needs[kept[i]].Most - widths[i]) is var i && widths[i] < needs[kept[i]].Most)
        {
            widths[i]++;
        }

        // A word that is too long for the terminal is broken.
        while (widths.Sum() > Room() && widths.Max() > 1)
        {
            widths[Array.IndexOf(widths, widths.Max())]--;
        }

        return [.. kept.Zip(widths)];

        int Room() => width - 1 - (Gap * kept.Count);
    }

    private static (int Least, int Most) NeedOf(TextTable table, int column, int width)
    {
        var most = table.TextsOf(column).SelectMany(static text => text.Split('\n')).Max(static line => line.GetCellWidth());
        var word = table.TextsOf(column).SelectMany(static text => text.Split((char[])[' ', '\n'])).Max(static word => word.GetCellWidth());
        var least = most > 2 * ProseWidth ? Math.Max(word, ProseWidth) : word;
        return (Math.Min(least, Math.Max(ProseWidth, width / 3)), most);
    }
}
