using System.Text;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Exports;

/// <summary>
/// A CSV file of somebody else, cell by cell as it is written there, so that single cells can be replaced and every other byte stays:
/// quotes, line ends, byte order mark and all.
/// </summary>
internal sealed class CsvSheet
{
    private readonly bool _hasMark;
    private readonly List<List<string>> _raw;
    private readonly List<string> _lineEnds;

    private CsvSheet(bool hasMark, char delimiter, List<List<string>> raw, List<string> lineEnds) =>
        (_hasMark, Delimiter, _raw, _lineEnds) = (hasMark, delimiter, raw, lineEnds);

    public char Delimiter { get; }

    public int RowCount => _raw.Count;

    /// <summary>The text of a cell without its quotes; empty where the row is too short.</summary>
    public string this[int row, int column] => column >= 0 && column < _raw[row].Count ? Unquote(_raw[row][column]) : "";

    /// <summary>The texts of a row.</summary>
    public IReadOnlyList<string> Row(int row) => [.. _raw[row].Select(Unquote)];

    /// <summary>Replaces a cell; quotes are added only where they are needed.</summary>
    public void Set(int row, int column, string text)
    {
        while (_raw[row].Count <= column)
        {
            _raw[row].Add("");
        }

        _raw[row][column] = text.AsSpan().IndexOfAny(['"', '\r', '\n', Delimiter]) >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">Its name for messages.</param>
    /// <exception cref="ExamException">Not UTF-8, empty, or a quote is not closed.</exception>
    public static CsvSheet Parse(ReadOnlySpan<byte> bytes, string name)
    {
        var hasMark = bytes.StartsWith(Encoding.UTF8.Preamble);
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(hasMark ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new ExamException(ExamErrorKind.Malformed, $"{name} is not UTF-8: download it again, and do not save it with a spreadsheet program in between.", exception);
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ExamException(ExamErrorKind.Malformed, $"{name} is empty: download it again.");
        }

        var (raw, lineEnds, delimiter) = CsvScanner.Scan(text, name);
        return new CsvSheet(hasMark, delimiter, raw, lineEnds);
    }

    public byte[] ToBytes()
    {
        var text = new StringBuilder();
        for (var row = 0; row < _raw.Count; row++)
        {
            text.AppendJoin(Delimiter, _raw[row]).Append(_lineEnds[row]);
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return _hasMark ? [.. Encoding.UTF8.Preamble, .. bytes] : bytes;
    }

    private static string Unquote(string raw)
    {
        var text = raw.Trim(' ');
        return text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : raw;
    }
}
