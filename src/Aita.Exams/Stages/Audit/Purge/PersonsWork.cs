using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Audit;

/// <summary>
/// Files among those of stages that hold a person's work: decisions, a comparison with a teacher's marks, and transcriptions and grades that are
/// not as the stage wrote them.
/// </summary>
internal static class PersonsWork
{
    /// <exception cref="ExamException">A record of what a stage wrote is malformed.</exception>
    public static async Task<List<string>> FindAsync(AssignmentFolder folder, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        List<string> kept = [.. files.Where(path => path == folder.Decisions || path == folder.Calibration || path.EndsWith(".earlier.json", StringComparison.Ordinal))];
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

        foreach (var path in files.Where(path => Path.GetFileName(path) == "detailed_grades.json" && path.StartsWith(folder.GradingResults, StringComparison.Ordinal)))
        {
            var student = folder.Student(Path.GetFileName(Path.GetDirectoryName(path)!));
            var record = await StageRecord.ReadAsync(student.GradingRecord, cancellationToken).ConfigureAwait(false);
            if (path == student.Grades && await IsEditedAsync(student, record, cancellationToken).ConfigureAwait(false))
            {
                kept.AddRange(files.Where(file => file == path || file == student.GradingRecord));
            }
        }

        return kept;
    }

    /// <summary>Whether a mark is not as the stage wrote it. Marks that the stage did not write at all are none of a person's here.</summary>
    private static async Task<bool> IsEditedAsync(StudentFolder student, StageRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var grades = await ExamFiles.TryReadGradesAsync(student, cancellationToken).ConfigureAwait(false);

            // The context of the grading stage writes the very same.
            return grades?.QuestionGrades.Any(grade => record.Items.ContainsKey(grade.QuestionId) && record.OriginOf(grade.QuestionId, StageRecord.HashOf(grade, ExamJsonContext.Readable.QuestionGrade)) == Origin.Person) == true;
        }
        catch (ExamException)
        {
            return true;
        }
    }

    private static bool IsTranscription(string path) => Path.GetFileName(path) is "question_transcriptions.json" or "transcriptions.json"
        || (Path.GetFileName(path).StartsWith("page_", StringComparison.Ordinal) && path.EndsWith("_transcription.json", StringComparison.Ordinal));

    /// <summary>The hash as the stage records it; <see langword="null"/> for a file that cannot be read any more, which no stage wrote.</summary>
    private static async Task<string?> HashAsync(StudentFolder student, string path, CancellationToken cancellationToken)
    {
        try
        {
            return path == student.Transcriptions
                ? await ExamFiles.TryReadTranscriptionAsync(student, cancellationToken).ConfigureAwait(false) is { } whole ? StageRecord.HashOf(whole, ExamJsonContext.Readable.StudentTranscription) : null
                : path == student.QuestionTranscriptions
                ? await ExamFiles.TryReadAnswersAsync(student, cancellationToken).ConfigureAwait(false) is { } answers ? StageRecord.HashOf(answers, ExamJsonContext.Readable.StudentAnswers) : null
                : await JsonFile.TryReadAsync(path, ExamJsonContext.Readable.PageTranscription, cancellationToken).ConfigureAwait(false) is { } page ? StageRecord.HashOf(page, ExamJsonContext.Readable.PageTranscription) : null;
        }
        catch (ExamException)
        {
            return null;
        }
    }
}
