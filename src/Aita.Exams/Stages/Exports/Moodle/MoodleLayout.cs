using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Exports;

/// <summary>What stands where in a worksheet of Moodle, in whatever language. Columns that are not there are -1. Immutable.</summary>
/// <param name="Grade">The marks.</param>
/// <param name="Maximum">The highest possible mark.</param>
/// <param name="Feedback">The comments to the student.</param>
/// <param name="Name">The full name.</param>
/// <param name="Keys">Columns that say who it is: number, then address.</param>
/// <param name="Changeable">Whether Moodle takes a mark.</param>
/// <param name="Rows">The rows of participants.</param>
internal sealed partial record MoodleLayout(int Grade, int Maximum, int Feedback, int Name, IReadOnlyList<int> Keys, int Changeable, IReadOnlyList<int> Rows)
{
    /// <exception cref="ExamException">Not a worksheet, or a column cannot be told from the others.</exception>
    public static MoodleLayout Of(CsvSheet sheet, MoodleOptions options)
    {
        var header = sheet.Row(0).Select(cell => cell.Trim()).ToList();
        List<int> rows = [.. Enumerable.Range(1, sheet.RowCount - 1).Where(row => ParticipantNumber(sheet, row) is not null)];
        if (rows.Count == 0 || header.Count < 4)
        {
            throw new ExamException(
                ExamErrorKind.Malformed,
                $"{options.Worksheet} is not a grading worksheet of Moodle: its first column must hold entries such as 'Participant 123'. Download it from the assignment (Submissions, Actions, Download grading worksheet).");
        }

        var address = Enumerable.Range(1, header.Count - 1).FirstOrDefault(column => rows.All(row => IsAddressOrEmpty(sheet[row, column])) && rows.Any(row => sheet[row, column].Contains('@', StringComparison.Ordinal)), -1);
        var maximum = Find(header, MoodleWords.Maximum) is var known and >= 0 ? known : ConstantNumber(sheet, header, rows);
        var grade = Column(header, options.GradeColumn, MoodleWords.Grade, maximum - 1, "grade", "--column", options);
        var name = Find(header, MoodleWords.Name);
        return new MoodleLayout(
            grade,
            maximum,
            options.Feedback ? FeedbackColumn(header, options) : -1,
            name >= 0 ? name : address == 1 ? -1 : 1,
            [.. new[] { Find(header, MoodleWords.Id), address }.Where(column => column >= 0)],
            Find(header, MoodleWords.CanBeChanged),
            rows);
    }

    /// <summary>The number of a participant; <see langword="null"/> where the row is about none.</summary>
    public static string? ParticipantNumber(CsvSheet sheet, int row) =>
        Participant().Match(sheet[row, 0].Trim()) is { Success: true } match ? match.Groups["number"].Value : null;

    /// <summary>The highest possible mark of a row; <see langword="null"/> if it does not say.</summary>
    public decimal? MaximumOf(CsvSheet sheet, int row) => Maximum >= 0 && Number(sheet[row, Maximum]) is { } points ? points : null;

    private static int FeedbackColumn(List<string> header, MoodleOptions options) => options.FeedbackColumn is { } wanted
        ? Column(header, wanted, FrozenSet<string>.Empty, -1, "feedback", "--feedback-column", options)
        : Find(header, MoodleWords.Feedback) is var known and >= 0
            ? known
            : header.FindIndex(cell => cell.Contains("feedback", StringComparison.OrdinalIgnoreCase));

    private static int Column(List<string> header, string? wanted, FrozenSet<string> words, int byPlace, string what, string option, MoodleOptions options)
    {
        var found = wanted is null
            ? Find(header, words) is var known and >= 0 ? known : byPlace
            : header.FindIndex(cell => cell.Equals(wanted.Trim(), StringComparison.OrdinalIgnoreCase));
        return found >= 1 ? found : throw new ExamException(
            ExamErrorKind.Malformed,
            $"{options.Worksheet} has no {what} column {(wanted is null ? "in a language known here" : $"'{wanted}'")}: give its heading with {option}, one of {string.Join(", ", header.Select(cell => $"'{cell}'"))}.");
    }

    private static int Find(List<string> header, FrozenSet<string> words) => header.FindIndex(words.Contains);

    /// <summary>The highest mark is the same number in every row, and stands to the right of the mark.</summary>
    private static int ConstantNumber(CsvSheet sheet, List<string> header, List<int> rows) =>
        Enumerable.Range(2, header.Count - 2).FirstOrDefault(column => Number(sheet[rows[0], column]) is > 0 and var first && rows.All(row => Number(sheet[row, column]) == first), -1);

    private static bool IsAddressOrEmpty(string cell) => cell.Trim() is var text && (text.Length == 0 || (text.Contains('@', StringComparison.Ordinal) && !text.Contains(' ', StringComparison.Ordinal)));

    /// <summary>Numbers of Moodle have the decimal sign of its language.</summary>
    private static decimal? Number(string cell) =>
        decimal.TryParse(cell.Trim().Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^\D{1,60}(?<number>[0-9]{1,18})$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Participant();
}
