using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Exports;

/// <summary>Takes the text of a CSV file apart into cells as they are written, and line ends. Pure.</summary>
internal static class CsvScanner
{
    /// <exception cref="ExamException">A quote is not closed.</exception>
    public static (List<List<string>> Raw, List<string> LineEnds, char Delimiter) Scan(string text, string name)
    {
        var delimiter = DelimiterOf(text);
        List<List<string>> rows = [];
        List<string> lineEnds = [];
        List<string> row = [];
        var (start, quoted, line) = (0, false, 1);
        for (var i = 0; i < text.Length; i++)
        {
            line += text[i] == '\n' ? 1 : 0;
            if (text[i] == '"')
            {
                var wasQuoted = quoted;
                quoted = quoted ? !IsClosing(text, ref i) : IsOpening(text, start, i);
                if (wasQuoted && !quoted && !EndsCell(text, i + 1, delimiter))
                {
                    throw new ExamException(ExamErrorKind.Malformed, $"{name}, line {line} has text after a quotation mark that closes a cell; a quotation mark before it may be missing. Download the file again.");
                }
            }
            else if (!quoted && text[i] == delimiter)
            {
                row.Add(text[start..i]);
                start = i + 1;
            }
            else if (!quoted && text[i] is '\r' or '\n')
            {
                var end = text.AsSpan(i).StartsWith("\r\n") ? "\r\n" : text[i].ToString();
                rows.Add([.. row, text[start..i]]);
                lineEnds.Add(end);
                row.Clear();
                i += end.Length - 1;
                start = i + 1;
            }
        }

        if (quoted)
        {
            throw new ExamException(ExamErrorKind.Malformed, $"{name} has a quotation mark that is not closed, in a cell that begins before line {line}: download the file again.");
        }

        if (start < text.Length || row.Count > 0)
        {
            rows.Add([.. row, text[start..]]);
            lineEnds.Add("");
        }

        return (rows, lineEnds, delimiter);
    }

    private static bool EndsCell(string text, int at, char delimiter)
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        return at >= text.Length || text[at] == delimiter || text[at] is '\r' or '\n';
    }

    /// <summary>A quote within an unquoted cell is a letter like any other.</summary>
    private static bool IsOpening(string text, int start, int at) => text.AsSpan(start, at - start).Trim(' ').IsEmpty;

    /// <summary>Whether the quote at <paramref name="at"/> closes the cell; of a doubled one, the second is skipped.</summary>
    private static bool IsClosing(string text, ref int at)
    {
        if (at + 1 < text.Length && text[at + 1] == '"')
        {
            at++;
            return false;
        }

        return true;
    }

    /// <summary>The comma, the semicolon or the tab: whichever stands most often outside of quotes in the first line.</summary>
    private static char DelimiterOf(string text)
    {
        var counts = new Dictionary<char, int> { [','] = 0, [';'] = 0, ['\t'] = 0 };
        var quoted = false;
        foreach (var letter in text)
        {
            quoted ^= letter == '"';
            if (!quoted && letter is '\n' or '\r')
            {
                break;
            }

            if (!quoted && counts.TryGetValue(letter, out var count))
            {
                counts[letter] = count + 1;
            }
        }

        return counts.OrderByDescending(entry => entry.Value).First().Key;
    }
}
