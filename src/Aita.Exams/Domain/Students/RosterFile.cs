using System.Text;
using Aita.Exams.Workspace;
using CsvHelper;

namespace Aita.Exams.Domain;

/// <summary>Reads a roster from the bytes of a CSV file. Pure.</summary>
internal static class RosterFile
{
    private const int MaxStudents = 100_000;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ExamException">No list of students, or one with duplicates; the message names every error.</exception>
    public static Roster Parse(ReadOnlySpan<byte> bytes, string path)
    {
        var rows = Rows(Decode(bytes), path);
        if (rows.Count == 0)
        {
            throw Invalid(path, ["It is empty; write the students there, with the columns 'Student Name' and 'student_id'."]);
        }

        var columns = RosterColumns.Of(rows[0].Fields);
        if (!columns.HasNames)
        {
            return rows.All(row => row.Fields.Length == 1)
                ? Build(rows.Select(row => (row.Line, Entry: new RosterEntry(PersonName.FirstNameFirst(row.Fields[0])))), [], path)
                : throw Invalid(
                    path,
                    [$"It has the columns {string.Join(", ", rows[0].Fields.Take(12).Select(name => $"'{name}'"))}, none of which is a name; use 'Student Name' (or 'First Name' and 'Last Name') and 'student_id'."]);
        }

        var warnings = new List<string>();
        var students = new List<(int Line, RosterEntry Entry)>();
        foreach (var row in rows.Skip(1))
        {
            if (Skips(row, columns, warnings))
            {
                continue;
            }

            students.Add((row.Line, EntryOf(row.Fields, columns)));
        }

        return Build(students, warnings, path);
    }

    private static Roster Build(IEnumerable<(int Line, RosterEntry Entry)> rows, IReadOnlyList<string> warnings, string path)
    {
        var students = rows.ToList();
        var errors = new List<string>();
        errors.AddRange(students.Where(row => row.Entry.Name.Length == 0).Select(row => $"Line {row.Line} has no name."));
        errors.AddRange(Twice("id", row => row.StudentId is null ? null : Roster.NormalizeId(row.StudentId)));
        errors.AddRange(Twice("e-mail address", row => row.Email?.ToUpperInvariant()));
        errors.AddRange(Twice("name, without ids that tell them apart,", row => row.StudentId is null ? row.Name.ToUpperInvariant() : null));
        if (students.Count > MaxStudents)
        {
            errors.Add($"It has {students.Count} students; at most {MaxStudents} are read.");
        }

        return errors.Count == 0
            ? new Roster([.. students.Select(row => row.Entry)], warnings)
            : throw Invalid(path, errors);

        IEnumerable<string> Twice(string what, Func<RosterEntry, string?> key) => students
            .Where(row => !string.IsNullOrEmpty(key(row.Entry)))
            .GroupBy(row => key(row.Entry)!, StringComparer.Ordinal)
            .Where(same => same.Skip(1).Any())
            .Select(same => $"The {what} of '{same.First().Entry.Name}' stands in the lines {string.Join(", ", same.Select(row => row.Line))}.");
    }

    private static bool Skips((int Line, string[] Fields) row, RosterColumns columns, List<string> warnings)
    {
        if (row.Fields.All(string.IsNullOrWhiteSpace))
        {
            return true;
        }

        if (!columns.IsCanvas)
        {
            return false;
        }

        // Rows that Canvas writes below the header: how scores are posted, and what an assignment is worth.
        var first = row.Fields[0].Trim();
        if (first.Contains("Points Possible", StringComparison.OrdinalIgnoreCase)
            || row.Fields.All(field => string.IsNullOrWhiteSpace(field) || field.Trim() is "Manual Posting" or "Muted"))
        {
            return true;
        }

        if (first is "Student, Test")
        {
            warnings.Add($"Line {row.Line} of the roster is Canvas' test student and was left out.");
            return true;
        }

        return false;
    }

    private static RosterEntry EntryOf(string[] fields, RosterColumns columns)
    {
        var name = At(columns.Name) ?? $"{At(columns.FirstName)} {At(columns.LastName)}";
        return new RosterEntry(PersonName.FirstNameFirst(name))
        {
            StudentId = At(columns.Id) is { } id && Roster.NormalizeId(id).Length > 0 ? id : null,
            Email = At(columns.Email),
            Section = At(columns.Section),
            IsExcused = At(columns.Status)?.ToUpperInvariant() is "EXCUSED" or "ABSENT" or "EX",
        };

        string? At(int column) => column >= 0 && column < fields.Length && !string.IsNullOrWhiteSpace(fields[column]) ? fields[column].Trim() : null;
    }

    private static List<(int Line, string[] Fields)> Rows(string text, string path)
    {
        var options = new CsvReaderOptions
        {
            HasHeader = false,
            Separator = DelimiterOf(text),
            SkipEmptyLines = true,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        };
        var rows = new List<(int, string[])>();
        try
        {
            using var reader = CsvReader.FromText(text, options);
            while (reader.Read())
            {
                rows.Add(((int)reader.LineNumber, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]));
            }
        }
        catch (CsvFormatException exception)
        {
            throw new ExamException(ExamErrorKind.Malformed, $"The list of students {path} is no CSV file that can be read near line {exception.LineNumber}: save it as 'CSV UTF-8'.", exception);
        }

        return rows;
    }

    /// <summary>The delimiter that stands most often in the first line, outside of quotes.</summary>
    private static char DelimiterOf(string text)
    {
        var counts = new Dictionary<char, int> { [','] = 0, [';'] = 0, ['\t'] = 0 };
        var quoted = false;
        foreach (var c in text)
        {
            quoted ^= c == '"';
            if (c is '\n' && !quoted)
            {
                break;
            }

            if (!quoted && counts.TryGetValue(c, out var count))
            {
                counts[c] = count + 1;
            }
        }

        return counts.MaxBy(pair => pair.Value).Key;
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return Encoding.Unicode.GetString(bytes[2..]);
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            bytes = bytes[3..];
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    private static ExamException Invalid(string path, List<string> errors) => new(
        ExamErrorKind.Invalid,
        errors.Count == 1 ? $"The list of students {path} cannot be used: {errors[0]}" : $"The list of students {path} cannot be used:\n- {string.Join("\n- ", errors)}");
}
