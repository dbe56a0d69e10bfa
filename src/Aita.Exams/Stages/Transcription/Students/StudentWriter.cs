using System.Collections.Concurrent;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Transcription;

/// <summary>
/// Writes students. Their files are there when <see cref="WriteAsync"/> is; reports, which cost time, are drawn one after the other beside the
/// requests in flight. Thread-safe.
/// </summary>
internal sealed class StudentWriter(AssignmentFolder assignment, TranscriptionStageOptions options, TimeProvider time)
{
    /// <summary>Reports that wait to be drawn; a slow machine then slows the run instead of filling the memory.</summary>
    private const int WaitingReports = 16;

    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<string> _notes = new();
    private readonly ConcurrentQueue<Task> _reports = new();
    private Task _lastReport = Task.CompletedTask;

    /// <summary>What a person should know.</summary>
    public IReadOnlyList<string> Notes => [.. _notes];

    /// <summary>Writes a student's files, and has the report drawn.</summary>
    /// <returns>The answers that count; <see langword="null"/> when pages are open, or handwriting is not mapped to questions.</returns>
    /// <exception cref="ExamException">A file could not be written.</exception>
    public async Task<StudentAnswers?> WriteAsync(StudentOutcome student, ExamSpec? spec, CancellationToken cancellationToken)
    {
        var written = await PageWriter.WriteAsync(student, spec, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        foreach (var note in written.Notes)
        {
            _notes.Enqueue(note);
        }

        if (options.Html && student.IsComplete && (student.IsChanged || !File.Exists(student.Plan.Folder.TranscriptionReport)))
        {
            lock (_lock)
            {
                _lastReport = ReportAfterAsync(_lastReport, student, written.Answers);
                _reports.Enqueue(_lastReport);
            }

            if (_reports.Count > WaitingReports && _reports.TryDequeue(out var oldest))
            {
                await oldest.ConfigureAwait(false);
            }
        }

        return written.Answers;
    }

    /// <summary>Waits for the reports, and writes the summary of all students of the assignment: those of this run, and those of whom there are results from earlier ones.</summary>
    /// <exception cref="ExamException">A file could not be read or written.</exception>
    public async Task<TranscriptionSummary> FinishAsync(IReadOnlyList<StudentOutcome> students)
    {
        while (_reports.TryDequeue(out var report))
        {
            await report.ConfigureAwait(false);
        }

        var byName = students.ToDictionary(student => student.Plan.Folder.Name, StringComparer.Ordinal);
        var all = new List<StudentTranscription>();
        foreach (var folder in assignment.ListStudents())
        {
            var found = byName.GetValueOrDefault(folder.Name) is { IsComplete: true } student
                ? student.Summarise(now: null)
                : await ExamFiles.TryReadTranscriptionAsync(folder, CancellationToken.None).ConfigureAwait(false);
            if (found is not null)
            {
                all.Add(found);
            }
        }

        var summary = TranscriptionSummary.Of(assignment.Name, options.Model, all, time.GetUtcNow());
        var before = await JsonFile.TryReadAsync(
            assignment.TranscriptionSummary, TranscriptionJsonContext.Readable.TranscriptionSummary, CancellationToken.None).ConfigureAwait(false);
        if (HashOf(before) == HashOf(summary))
        {
            return before!;
        }

        await JsonFile.WriteAsync(
            assignment.TranscriptionSummary, summary, TranscriptionJsonContext.Readable.TranscriptionSummary, CancellationToken.None).ConfigureAwait(false);
        if (options.Html)
        {
            await AtomicFile.WriteTextAsync(assignment.TranscriptionIndex, IndexReport.Render(summary), CancellationToken.None).ConfigureAwait(false);
        }

        return summary;
    }

    /// <summary>What a summary says, whenever it was written.</summary>
    private static string? HashOf(TranscriptionSummary? summary) => summary is null
        ? null
        : StageRecord.HashOf(summary with { Timestamp = null }, TranscriptionJsonContext.Readable.TranscriptionSummary);

    private async Task ReportAfterAsync(Task before, StudentOutcome student, StudentAnswers? answers)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        var html = await StudentReport.RenderAsync(student, answers, assignment.Name, CancellationToken.None).ConfigureAwait(false);
        await AtomicFile.WriteTextAsync(student.Plan.Folder.TranscriptionReport, html, CancellationToken.None).ConfigureAwait(false);
    }
}
