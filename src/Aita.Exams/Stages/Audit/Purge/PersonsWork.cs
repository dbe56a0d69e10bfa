using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Audit;

/// <summary>Files among those of stages that hold a person's work: decisions, a comparison with a teacher's marks, and pages that were corrected.</summary>
internal static class PersonsWork
{
    /// <exception cref="ExamException">A record of what a stage wrote is malformed.</exception>
    public static async Task<List<string>> FindAsync(AssignmentFolder folder, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        List<string> kept = [.. files.Where(path => path == folder.Decisions || path == folder.Calibration)];
        foreach (var group in files.Where(path => Path.GetFileName(path).StartsWith("page_", StringComparison.Ordinal)).GroupBy(path => Path.GetDirectoryName(path)!, StringComparer.Ordinal))
        {
            if (!group.Key.StartsWith(folder.TranscriptionResults, StringComparison.Ordinal))
            {
                continue;
            }

            var student = folder.Student(Path.GetFileName(group.Key));
            var record = await StageRecord.ReadAsync(student.TranscriptionRecord, cancellationToken).ConfigureAwait(false);
            var written = record.Items.Values.SelectMany(item => new[] { item.Written, item.WrittenBefore }).ToHashSet(StringComparer.Ordinal);
            foreach (var path in group)
            {
                if (await ReadAsync(path, cancellationToken).ConfigureAwait(false) is not { } page
                    || !written.Contains(StageRecord.HashOf(page, ExamJsonContext.Readable.PageTranscription)))
                {
                    // Not as the stage wrote it: a person corrected it. The record goes along, or the correction would be lost on the next run.
                    kept.Add(path);
                    kept.AddRange(files.Where(other => other == student.TranscriptionRecord).Except(kept, StringComparer.Ordinal));
                }
            }
        }

        return kept;
    }

    /// <summary>A page that cannot be read any more is a person's, too.</summary>
    private static async Task<PageTranscription?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonFile.TryReadAsync(path, ExamJsonContext.Readable.PageTranscription, cancellationToken).ConfigureAwait(false);
        }
        catch (ExamException)
        {
            return null;
        }
    }
}
