using System.Globalization;
using System.IO.Compression;

namespace Aita.Exams.Tests.Stages.Exports;

/// <summary>How Canvas and Moodle take files in, written from the description of their importers (exam-domain, section 5), not from the exporter.</summary>
internal static class LmsImports
{
    /// <summary>What Canvas would change: for each student's Canvas id the score, or EX. Cells that Canvas refuses make it fail.</summary>
    public static Dictionary<string, string> Canvas(string path, long assignment, char separator = ',')
    {
        var rows = PlainCsv.Read(path, separator);
        var header = rows[0];
        Assert.True(header.Count >= 4);
        Assert.Contains("Student", header[0], StringComparison.Ordinal);
        Assert.Contains("ID", header[1], StringComparison.Ordinal);
        var column = header.FindIndex(heading => heading.EndsWith($"({assignment})", StringComparison.Ordinal));
        Assert.True(column > header.IndexOf("Section"));
        var scores = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows.Skip(1))
        {
            if (row[0].Contains("Points Possible", StringComparison.Ordinal))
            {
                Assert.DoesNotContain("read only", row[column], StringComparison.Ordinal);
                continue;
            }

            if (row[0].Trim().Length == 0)
            {
                continue;
            }

            var cell = row[column].Trim();
            Assert.Equal(header.Count, row.Count);
            if (cell.Length > 0 && cell != "-")
            {
                scores[row[1]] = cell.Equals("EX", StringComparison.OrdinalIgnoreCase) ? "EX" : decimal.Parse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
            }
        }

        return scores;
    }

    /// <summary>What Moodle would take from a worksheet in its language: the mark by the participant's number.</summary>
    public static Dictionary<int, decimal> Moodle(string path, string identifier, string participant, string grade, string modified)
    {
        var rows = PlainCsv.Read(path);
        var (id, mark, time) = (rows[0].IndexOf(identifier), rows[0].IndexOf(grade), rows[0].IndexOf(modified));
        Assert.True(id >= 0 && mark >= 0 && time >= 0, "A column that Moodle requires is missing.");
        return rows.Skip(1).Where(row => row[mark].Length > 0).ToDictionary(
            row => int.Parse(row[id].Replace(participant, "", StringComparison.Ordinal), CultureInfo.InvariantCulture),
            row => decimal.Parse(row[mark], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));
    }

    /// <summary>Which participant each file of a feedback archive is for.</summary>
    public static Dictionary<int, byte[]> MoodleFeedback(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        var files = new Dictionary<int, byte[]>();
        foreach (var entry in zip.Entries)
        {
            var parts = entry.FullName.Split('_');
            Assert.InRange(parts.Length, 4, 5);
            Assert.Equal(["assignsubmission", "file"], parts[2..4]);
            using var content = entry.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            files.Add(int.Parse(parts[1], CultureInfo.InvariantCulture), copy.ToArray());
        }

        return files;
    }
}
