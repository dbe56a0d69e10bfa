using System.Globalization;
using System.Text;
using Aita.Exams.Workspace;
using CsvHelper;

namespace Aita.Exams.Stages.Grading;

/// <summary>Marks that a person wrote into a table: student, question, points, and if wanted criteria and a comment. Comma, semicolon or tab.</summary>
internal static class MarkSheet
{
    private static readonly string[] StudentColumns = ["student", "folder", "studentname", "name", "studentid", "id", "pseudonym"];
    private static readonly string[] QuestionColumns = ["question", "questionid"];
    private static readonly string[] PointsColumns = ["points", "mark", "score"];
    private static readonly string[] CriteriaColumns = ["criteria", "criterionpoints"];
    private static readonly string[] CommentColumns = ["comment", "feedback"];

    /// <summary>The rows that have points; those left empty are not filled in yet.</summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <param name="errors">Receives what is wrong, with line numbers.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, and the column of their points as the file calls it.</returns>
    /// <exception cref="ExamException">The file is missing or is no such table.</exception>
    public static async Task<(IReadOnlyList<MarkRow> Rows, string PointsColumn)> ReadAsync(string path, ICollection<string> errors, CancellationToken cancellationToken)
    {
        var text = await TextFile.TryReadAsync(path, cancellationToken).ConfigureAwait(false)
            ?? throw new ExamException(ExamErrorKind.Missing, $"The file {path} does not exist; check the path.");
        if (text.Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw new ExamException(ExamErrorKind.Malformed, $"{path} is not UTF-8: save it as 'CSV UTF-8'.");
        }

        return Parse(path, text, errors);
    }

    private static (IReadOnlyList<MarkRow> Rows, string PointsColumn) Parse(string path, string text, ICollection<string> errors)
    {
        using var csv = CsvReader.FromText(text, new CsvReaderOptions
        {
            TrackLineNumbers = true,
            TrimWhitespace = true,
            OnMalformedRecord = bad => errors.Add($"line {bad.LineNumber}: the quotes are not closed as they should be."),
        });
        csv.ReadHeader();
        List<string> header = [.. csv.Headers.Select(Plain)];
        var (student, question, points) = (Column(StudentColumns), Column(QuestionColumns), Column(PointsColumns));
        if (student < 0 || question < 0 || points < 0)
        {
            throw new ExamException(
                ExamErrorKind.Malformed,
                $"{path} has {(header.Count == 0 ? "no columns" : $"the columns {string.Join(", ", csv.Headers)}")}; it needs student, question and points.");
        }

        var (criteria, comment) = (Column(CriteriaColumns), Column(CommentColumns));
        var rows = new List<MarkRow>();
        while (csv.Read())
        {
            var row = new MarkRow((int)csv.LineNumber, Field(student), Field(question), Field(points), Field(criteria), Field(comment));
            if (row.Points.Length > 0)
            {
                rows.Add(row);
            }
        }

        return (rows, csv.Headers[points]);

        int Column(string[] names) => names.Select(name => header.IndexOf(name)).FirstOrDefault(index => index >= 0, -1);

        string Field(int index) => index < 0 || index >= csv.FieldCount ? "" : CsvCell.Unguard(csv.GetString(index).Trim());
    }

    /// <summary>Points as a person writes them, with a point or a comma.</summary>
    public static bool TryPoints(string text, out decimal points) =>
        decimal.TryParse(text.Contains('.', StringComparison.Ordinal) ? text : text.Replace(',', '.'), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out points);

    /// <summary>Points of criteria: separated by semicolons, spaces or bars, or by commas where no number has one.</summary>
    public static bool TryCriteria(string text, out IReadOnlyList<decimal> points)
    {
        char[] separators = text.AsSpan().ContainsAny(';', '|') || text.Contains(' ', StringComparison.Ordinal) ? [';', '|', ' '] : [','];
        var values = new List<decimal>();
        foreach (var part in text.Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!TryPoints(part, out var value))
            {
                points = [];
                return false;
            }

            values.Add(value);
        }

        points = values;
        return true;
    }

    private static string Plain(string name) => new StringBuilder().AppendJoin("", name.Where(char.IsLetterOrDigit)).ToString().ToLowerInvariant();
}

/// <summary>A row of the table, as it was written.</summary>
internal sealed record MarkRow(int Line, string Student, string Question, string Points, string Criteria, string Comment);
