using System.Buffers;

namespace Aita.Exams.Stages.Grading;

/// <summary>Cells that a spreadsheet cannot take for a formula. Pure.</summary>
internal static class CsvCell
{
    private const string Starters = "=+-@\t\r";

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\"\n\r\t");

    /// <summary>The text for a cell; one that would start a formula gets an apostrophe before it.</summary>
    public static string Guard(string? text) => text is { Length: > 0 } && Starters.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text ?? "";

    /// <summary>The text that <see cref="Guard"/> was given.</summary>
    public static string Unguard(string cell) => cell.Length > 1 && cell[0] == '\'' && Starters.Contains(cell[1], StringComparison.Ordinal) ? cell[1..] : cell;

    /// <summary>A line of cells, quoted where needed.</summary>
    public static string Line(params IEnumerable<string?> cells) => string.Join(',', cells.Select(cell => Quote(Guard(cell)))) + "\n";

    private static string Quote(string cell) =>
        cell.AsSpan().ContainsAny(Quoted) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
