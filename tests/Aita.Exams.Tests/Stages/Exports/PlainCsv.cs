using System.Text;

namespace Aita.Exams.Tests.Stages.Exports;

/// <summary>Reads CSV by the words of RFC 4180, letter by letter: written for the tests, shares nothing with the exporter or its library.</summary>
internal static class PlainCsv
{
    public static List<List<string>> Read(string path, char separator = ',') => Parse(File.ReadAllText(path), separator);

    public static List<List<string>> Parse(string text, char separator = ',')
    {
        List<List<string>> rows = [];
        List<string> row = [];
        var cell = new StringBuilder();
        var inQuotes = false;
        var letters = new Queue<char>(text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal));
        while (letters.TryDequeue(out var letter))
        {
            if (inQuotes && letter == '"' && letters.TryPeek(out var next) && next == '"')
            {
                cell.Append(letters.Dequeue());
            }
            else if (letter == '"')
            {
                inQuotes = !inQuotes;
            }
            else if (!inQuotes && (letter == separator || letter == '\n'))
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (letter == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
            else
            {
                cell.Append(letter);
            }
        }

        if (cell.Length > 0 || row.Count > 0)
        {
            rows.Add([.. row, cell.ToString()]);
        }

        return rows;
    }
}
