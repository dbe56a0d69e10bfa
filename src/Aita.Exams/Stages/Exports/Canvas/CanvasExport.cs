using Aita.Exams.Domain;
using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Exports;

/// <summary>Fills one column of the gradebook that a teacher exported from Canvas; every other cell stays as it is.</summary>
public static class CanvasExport
{
    private const string Excused = "EX";

    /// <summary>Writes the filled gradebook, reads it back and compares.</summary>
    /// <exception cref="ExamException">An answer is open, the file or the column cannot be used, the points differ, or what was written reads differently.</exception>
    public static async Task<ExportResult> RunAsync(AssignmentFolder folder, CanvasOptions options, ExportOptions? export = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        export ??= new ExportOptions();
        var book = await Gradebook.OpenAsync(folder, export, isOneColumn: true, cancellationToken).ConfigureAwait(false);
        var file = await TeacherFile.ReadAsync(options.Gradebook, cancellationToken).ConfigureAwait(false);
        var layout = CanvasLayout.Of(file.Sheet, options);
        var warnings = CheckPoints(file.Sheet, layout, options, book.Total);

        var matcher = new StudentMatcher(book.Results.Students);
        var found = matcher.Match([.. layout.StudentRows.Select(row => IdentityOf(file.Sheet, layout, row))], warnings);
        var changed = new Dictionary<(int, int), string>();
        var written = new Dictionary<StudentResult, string>();
        foreach (var (row, student) in layout.StudentRows.Zip(found))
        {
            if (student is not null && book.Exported.Contains(student))
            {
                if (!student.IsExcused && string.Equals(file.Sheet[row, layout.Assignment].Trim(), Excused, StringComparison.OrdinalIgnoreCase))
                {
                    warnings.Add($"{Gradebook.NameOf(student)} is excused in Canvas and stays so; the mark here is {book.ValueOf(student, Excused)}.");
                    continue;
                }

                written[student] = changed[(row, layout.Assignment)] = book.ValueOf(student, Excused);
                warnings.AddRange(Replaces(file.Sheet[row, layout.Assignment].Trim(), written[student], student));
            }
        }

        var output = await file.WriteAsync(export.Output ?? Path.Join(folder.Exports, "canvas.csv"), changed, cancellationToken).ConfigureAwait(false);
        await ExportRecord.AddAsync(folder, new ExportedFile("canvas", output, written) { LeftOut = book.LeftOut }, cancellationToken).ConfigureAwait(false);
        return book.ResultOf([output], written.Keys, warnings) with
        {
            UnmatchedStudents = [.. matcher.Unmatched.Select(Gradebook.NameOf)],
            UnmatchedRows = [.. layout.StudentRows.Zip(found).Where(pair => pair.Second is null).Select(pair => file.Sheet[pair.First, 0].Trim())],
        };
    }

    private static RowIdentity IdentityOf(CsvSheet sheet, CanvasLayout layout, int row) =>
        new(sheet[row, layout.Student].Trim(), [.. layout.Keys.Select(column => sheet[row, column].Trim())])
        {
            WeakKeys = [.. layout.WeakKeys.Select(column => sheet[row, column].Trim())],
        };

    private static List<string> CheckPoints(CsvSheet sheet, CanvasLayout layout, CanvasOptions options, decimal total)
    {
        var heading = sheet[0, layout.Assignment].Trim();
        if (layout.IsReadOnly(sheet))
        {
            throw new ExamException(ExamErrorKind.Invalid, $"The column '{heading}' of {options.Gradebook} is read only: Canvas would ignore what is imported. Choose an assignment's column.");
        }

        return layout.PointsOf(sheet) switch
        {
            null => [$"{options.Gradebook} does not say how many points '{heading}' has; the exam has {Gradebook.Number(total)}."],
            { } points when Math.Abs(points - total) > ExamSpec.PointsTolerance => throw new ExamException(
                ExamErrorKind.Invalid,
                $"The column '{heading}' of {options.Gradebook} has {Gradebook.Number(points)} points, but the exam has {Gradebook.Number(total)}: change the assignment in Canvas, then export the gradebook again."),
            _ => [],
        };
    }

    private static IEnumerable<string> Replaces(string before, string now, StudentResult student) =>
        before.Length == 0 || before == "-" || string.Equals(before, now, StringComparison.OrdinalIgnoreCase)
            || (decimal.TryParse(before, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var points) && Gradebook.Number(points) == now)
            ? []
            : [$"{Gradebook.NameOf(student)} had {before} in Canvas; the file says {now} now."];
}
