using Aita.Exams.Workspace;
using CsvHelper;

namespace Aita.Exams.Stages.Exports;

/// <summary>What a CSV file says as another program reads it: a library's reading of what was written, not the code that wrote it.</summary>
internal static class WrittenSheet
{
    /// <summary>All rows.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="path">Its name for the message.</param>
    /// <param name="delimiter">What stands between cells.</param>
    /// <exception cref="ExamException">The file cannot be read.</exception>
    public static IReadOnlyList<string[]> Read(byte[] bytes, string path, char delimiter)
    {
        try
        {
            using var reader = CsvReader.Create(bytes, new CsvReaderOptions { Separator = delimiter, HasHeader = false, SkipEmptyLines = false });
            var rows = new List<string[]>();
            while (reader.Read())
            {
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
            }

            return rows;
        }
        catch (Exception exception) when (exception is IOException or CsvFormatException)
        {
            throw new ExamException(ExamErrorKind.Storage, $"{path} was written, but cannot be read back: {exception.Message}", exception);
        }
    }

    /// <summary>Compares what is in the file now with what was there and what was to be changed.</summary>
    /// <param name="path">The file, for the message.</param>
    /// <param name="before">The teacher's file as the same library reads it.</param>
    /// <param name="after">The written file.</param>
    /// <param name="changed">The cells that were to change, with their new texts.</param>
    /// <exception cref="ExamException">Anything differs: the file must not be imported.</exception>
    public static void Check(string path, IReadOnlyList<string[]> before, IReadOnlyList<string[]> after, IReadOnlyDictionary<(int Row, int Column), string> changed)
    {
        if (before.Count != after.Count)
        {
            throw Differs(path, $"it has {after.Count} rows instead of {before.Count}");
        }

        for (var row = 0; row < before.Count; row++)
        {
            for (var column = 0; column < Math.Max(before[row].Length, after[row].Length); column++)
            {
                var found = column < after[row].Length ? after[row][column] : "";
                var wanted = changed.TryGetValue((row, column), out var text) ? text : column < before[row].Length ? before[row][column] : "";
                if (!string.Equals(found, wanted, StringComparison.Ordinal))
                {
                    throw Differs(path, $"row {row + 1}, column {column + 1} reads '{found}' instead of '{wanted}'");
                }
            }
        }
    }

    private static ExamException Differs(string path, string what) =>
        new(ExamErrorKind.Storage, $"{path} was written, but when read back {what}: do not import it, and report this as a bug.");
}
