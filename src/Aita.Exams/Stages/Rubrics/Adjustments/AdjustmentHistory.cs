using System.Globalization;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Rubrics;

/// <summary>The folder of backups and logs of adjustments.</summary>
internal static class AdjustmentHistory
{
    /// <summary>What was last done about each question.</summary>
    /// <exception cref="ExamException">A log is malformed.</exception>
    public static async Task<IReadOnlyDictionary<string, AdjustmentLogEntry>> ReadAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var last = new Dictionary<string, AdjustmentLogEntry>(StringComparer.Ordinal);
        if (!Directory.Exists(folder.AdjustmentHistory))
        {
            return last;
        }

        foreach (var path in Directory.EnumerateFiles(folder.AdjustmentHistory, "adjustment_log_*.json").Order(StringComparer.Ordinal))
        {
            var log = await JsonFile.ReadAsync(path, AdjustmentJsonContext.Default.AdjustmentLog, cancellationToken).ConfigureAwait(false);
            foreach (var entry in log.Adjustments.Where(entry => entry.RubricHash.Length > 0))
            {
                last[entry.QuestionId] = entry;
            }
        }

        return last;
    }

    /// <summary>Copies the rubrics as they are.</summary>
    /// <returns>The copy, as a full path.</returns>
    /// <exception cref="ExamException">The disk refused.</exception>
    public static async Task<string> BackUpAsync(AssignmentFolder folder, IReadOnlyList<Rubric> rubrics, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var path = PathOf(folder, "rubrics_backup", now);
        await ExamFiles.WriteRubricsAsync(path, rubrics, cancellationToken).ConfigureAwait(false);
        return path;
    }

    /// <exception cref="ExamException">The disk refused.</exception>
    public static async Task<string> WriteAsync(AssignmentFolder folder, AdjustmentLog log, CancellationToken cancellationToken)
    {
        var path = PathOf(folder, "adjustment_log", log.Timestamp);
        await JsonFile.WriteAsync(path, log, AdjustmentJsonContext.Default.AdjustmentLog, cancellationToken).ConfigureAwait(false);
        return path;
    }

    /// <summary>A name by time that is not taken yet.</summary>
    private static string PathOf(AssignmentFolder folder, string name, DateTimeOffset now)
    {
        var stamp = now.UtcDateTime.ToString("yyyyMMdd_HHmmss", CultureInfo.InvariantCulture);
        var path = Path.Join(folder.AdjustmentHistory, $"{name}_{stamp}.json");
        for (var i = 2; File.Exists(path); i++)
        {
            path = Path.Join(folder.AdjustmentHistory, string.Create(CultureInfo.InvariantCulture, $"{name}_{stamp}_{i:000}.json"));
        }

        return path;
    }
}
