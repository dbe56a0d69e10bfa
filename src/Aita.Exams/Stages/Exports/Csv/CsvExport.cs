using Aita.Exams.Results;
using Aita.Exams.Workspace;
using CsvHelper;

namespace Aita.Exams.Stages.Exports;

/// <summary>All marks of all students as a plain CSV file, question by question, with the state of each. Cells that a spreadsheet would take for a formula are guarded.</summary>
public static class CsvExport
{
    private static readonly CsvWriterOptions Guarding = new() { Injection = CsvInjection.Escape, WriteByteOrderMark = true };

    /// <summary>Writes the file, reads it back and compares.</summary>
    /// <exception cref="ExamException">An answer is open, the disk refused, or what was written reads differently.</exception>
    public static async Task<ExportResult> RunAsync(AssignmentFolder folder, ExportOptions? export = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        export ??= new ExportOptions();
        var book = await Gradebook.OpenAsync(folder, export, isOneColumn: false, cancellationToken).ConfigureAwait(false);
        List<string[]> rows = [Header(book), .. book.Exported.Select(Row)];
        var output = Path.GetFullPath(export.Output ?? Path.Join(folder.Exports, "scores.csv"));
        await AtomicFile.WriteAsync(output, (stream, token) => WriteAsync(stream, rows, token), cancellationToken).ConfigureAwait(false);
        var written = await File.ReadAllBytesAsync(output, cancellationToken).ConfigureAwait(false);
        WrittenSheet.Check(output, [.. rows.Select(row => row.Select(Guarded).ToArray())], WrittenSheet.Read(written, output, ','), new Dictionary<(int, int), string>());
        var file = new ExportedFile("csv", output, book.Exported.ToDictionary(student => student, student => book.ValueOf(student, "excused"))) { Stamp = MarkStamp.OfMarks, LeftOut = book.LeftOut };
        await ExportRecord.AddAsync(folder, file, cancellationToken).ConfigureAwait(false);
        return book.ResultOf([output], book.Exported, []);
    }

    private static string[] Header(Gradebook book) =>
    [
        "student_name", "student_id", "email", "section", "status", "total_score", "total_possible", "percentage", "open_questions",
        .. book.Results.Spec.Questions.SelectMany(question => new[] { $"{question.QuestionId} points", $"{question.QuestionId} possible", $"{question.QuestionId} state" }),
    ];

    private static string[] Row(StudentResult student) =>
    [
        student.Identity.StudentName,
        student.Identity.StudentId ?? "",
        student.Identity.Email ?? "",
        student.Identity.Section ?? "",
        student.IsExcused ? "excused" : student.Open > 0 ? "open" : "final",
        student.IsExcused ? "" : Gradebook.Number(student.Score),
        Gradebook.Number(student.Possible),
        student.Percentage is { } share ? Gradebook.Number(Math.Round(share, 2, MidpointRounding.AwayFromZero)) : "",
        Gradebook.Number(student.Open),
        .. student.Answers.SelectMany(answer => new[]
        {
            answer.Points is { } points ? Gradebook.Number(points) : "",
            Gradebook.Number(answer.Question.Points),
            answer.StateText,
        }),
    ];

    private static async Task WriteAsync(Stream stream, List<string[]> rows, CancellationToken cancellationToken)
    {
        var writer = CsvWriter.Create(stream, Guarding, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            foreach (var row in rows)
            {
                await writer.WriteRecordAsync(row, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A spreadsheet takes what begins so for a formula; behind an apostrophe it is text.</summary>
    private static string Guarded(string cell) => cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? $"'{cell}" : cell;
}
