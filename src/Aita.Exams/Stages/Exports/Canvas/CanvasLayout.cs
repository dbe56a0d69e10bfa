using System.Globalization;
using System.Text.RegularExpressions;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Exports;

/// <summary>What stands where in a gradebook of Canvas. Immutable.</summary>
/// <param name="Student">The column of names.</param>
/// <param name="Keys">The column of the school's number: SIS User ID.</param>
/// <param name="WeakKeys">Columns of Canvas' own number and of the login.</param>
/// <param name="Assignment">The column to fill.</param>
/// <param name="PointsRow">The row of possible points; <see langword="null"/> if there is none.</param>
/// <param name="StudentRows">The rows of students.</param>
internal sealed partial record CanvasLayout(int Student, IReadOnlyList<int> Keys, IReadOnlyList<int> WeakKeys, int Assignment, int? PointsRow, IReadOnlyList<int> StudentRows)
{
    private const string PointsPossible = "Points Possible";

    private static readonly string[] KeyHeadings = ["SIS User ID"];

    private static readonly string[] WeakKeyHeadings = ["ID", "SIS Login ID"];

    /// <exception cref="ExamException">Not a gradebook of Canvas, or there is no such column.</exception>
    public static CanvasLayout Of(CsvSheet sheet, CanvasOptions options)
    {
        var header = sheet.Row(0).Select(cell => cell.Trim()).ToList();
        var section = header.FindIndex(cell => cell.Equals("Section", StringComparison.OrdinalIgnoreCase));
        if (header.Count < 4 || !header[0].Contains("Student", StringComparison.OrdinalIgnoreCase) || !header.Skip(1).Take(3).Contains("ID", StringComparer.Ordinal) || section < 0)
        {
            throw new ExamException(
                ExamErrorKind.Malformed, $"{options.Gradebook} is not a gradebook of Canvas: its first row must begin with Student, ID and have Section. Export the gradebook (Grades, Export) and give that file.");
        }

        var rows = Enumerable.Range(1, sheet.RowCount - 1).ToList();
        var points = rows.Where(row => sheet[row, 0].Contains(PointsPossible, StringComparison.OrdinalIgnoreCase)).Select(row => (int?)row).FirstOrDefault();
        return new CanvasLayout(
            0,
            ColumnsOf(KeyHeadings),
            ColumnsOf(WeakKeyHeadings),
            AssignmentColumn(header, section, options),
            points,
            [.. rows.Where(row => row != points && sheet[row, 0].Trim().Length > 0 && !IsTestStudent(sheet[row, 0]))]);

        int[] ColumnsOf(string[] headings) =>
            [.. headings.Select(name => header.FindIndex(0, section, cell => cell.Equals(name, StringComparison.OrdinalIgnoreCase))).Where(column => column > 0)];
    }

    /// <summary>The column of that heading, else of that number, else of that title; totals that Canvas computes are none.</summary>
    private static int AssignmentColumn(List<string> header, int section, CanvasOptions options)
    {
        var wanted = options.Column.Trim();
        var columns = Enumerable.Range(section + 1, header.Count - section - 1).Where(column => Number(header[column]) is not null).ToList();
        Func<string, bool>[] ways =
        [
            heading => heading.Equals(wanted, StringComparison.Ordinal),
            heading => string.Equals(Number(heading), wanted.Trim('(', ')'), StringComparison.Ordinal),
            heading => TrailingNumber().Replace(heading, "").Equals(wanted, StringComparison.OrdinalIgnoreCase),
        ];
        var found = ways.Select(way => columns.Where(column => way(header[column])).ToList()).FirstOrDefault(matches => matches.Count > 0) ?? [];
        return found.Count == 1 ? found[0] : throw new ExamException(ExamErrorKind.Missing, (found.Count == 0
            ? $"{options.Gradebook} has no assignment '{options.Column}'"
            : $"{options.Gradebook} has {found.Count} assignments '{options.Column}'; give the number in brackets, too")
            + (columns.Count == 0 ? "; it has no assignments at all: create it in Canvas, then export again." : $". It has {string.Join(", ", columns.Select(column => $"'{header[column]}'"))}."));
    }

    private static string? Number(string heading) => TrailingNumber().Match(heading) is { Success: true } match ? match.Groups["number"].Value : null;

    /// <summary>The row of Canvas' own test student is nobody's.</summary>
    private static bool IsTestStudent(string name) => name.Trim().Equals("Student, Test", StringComparison.OrdinalIgnoreCase)
        || name.Trim().Equals("Test Student", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether Canvas ignores the column.</summary>
    public bool IsReadOnly(CsvSheet sheet) => PointsRow is { } row && sheet[row, Assignment].Contains("read only", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the assignment is worth; <see langword="null"/> if the file does not say.</summary>
    public decimal? PointsOf(CsvSheet sheet) => PointsRow is { } row
        && decimal.TryParse(sheet[row, Assignment].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var points) ? points : null;

    [GeneratedRegex(@"\s*\((?<number>[0-9]+)\)\s*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TrailingNumber();
}
