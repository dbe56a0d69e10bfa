using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Audit;

/// <summary>
/// Files among those of stages that hold a person's work: decisions, a comparison with a teacher's marks, and transcriptions that are not as
/// the stage wrote them.
/// </summary>
internal static class PersonsWork
{
    /// <exception cref="ExamException">A record of what a stage wrote is malformed.</exception>
    public static async Task<List<string>> FindAsync(AssignmentFolder folder, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        List<string> kept = [.. files.Where(path => path == folder.Decisions || path == folder.Calibration)];
        var transcriptions = files.Where(path => IsTranscription(path) && path.StartsWith(folder.TranscriptionResults, StringComparison.Ordinal));
        foreach (var group in transcriptions.GroupBy(path => Path.GetDirectoryName(path)!, StringComparer.Ordinal))
        {
            var student = folder.Student(Path.GetFileName(group.Key));
            var record = await StageRecord.ReadAsync(student.TranscriptionRecord, cancellationToken).ConfigureAwait(false);
            var written = record.Items.Values.SelectMany(item => new[] { item.Written, item.WrittenBefore }).ToHashSet(StringComparer.Ordinal);
            var edited = new List<string>();
            foreach (var path in group)
            {
                if (!written.Contains(await HashAsync(student, path, cancellationToken).ConfigureAwait(false)))
                {
                    edited.Add(path);
                }
            }

            // The record stays with them: it tells the next run that they were edited.
            kept.AddRange(edited.Count > 0 ? edited.Concat(files.Where(path => path == student.TranscriptionRecord)) : []);
        }

        return kept;
    }

    private static bool IsTranscription(string path) => Path.GetFileName(path) is "question_transcriptions.json"
        || (Path.GetFileName(path).StartsWith("page_", StringComparison.Ordinal) && path.EndsWith("_transcription.json", StringComparison.Ordinal));

    /// <summary>The hash as the stage records it; <see langword="null"/> for a file that cannot be read any more, which no stage wrote.</summary>
    private static async Task<string?> HashAsync(StudentFolder student, string path, CancellationToken cancellationToken)
    {
        try
        {
            return path == student.QuestionTranscriptions
                ? await ExamFiles.TryReadAnswersAsync(student, cancellationToken).ConfigureAwait(false) is { } answers ? StageRecord.HashOf(answers, ExamJsonContext.Readable.StudentAnswers) : null
                : await JsonFile.TryReadAsync(path, ExamJsonContext.Readable.PageTranscription, cancellationToken).ConfigureAwait(false) is { } page ? StageRecord.HashOf(page, ExamJsonContext.Readable.PageTranscription) : null;
        }
        catch (ExamException)
        {
            return null;
        }
    }
}
