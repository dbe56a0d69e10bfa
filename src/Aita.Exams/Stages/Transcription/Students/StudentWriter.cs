using System.Threading.Channels;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Transcription;

/// <summary>Writes students one after the other, beside the requests in flight.</summary>
internal sealed class StudentWriter(TranscriptionPlan plan, TimeProvider time)
{
    private readonly List<string> _notes = [];

    /// <summary>What a person should know. To be read when everything is written.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Writes every student that comes. When one cannot be written, no more are taken.</summary>
    /// <exception cref="ExamException">A file could not be written.</exception>
    public async Task WriteAllAsync(Channel<StudentOutcome> students)
    {
        try
        {
            await foreach (var student in students.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                _notes.AddRange(await PageWriter.WriteAsync(student, time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false));
                if (plan.Options.Html && student.IsComplete && (student.IsChanged || !File.Exists(student.Plan.Folder.TranscriptionReport)))
                {
                    var html = await StudentReport.RenderAsync(student, plan.Folder.Name, CancellationToken.None).ConfigureAwait(false);
                    await AtomicFile.WriteTextAsync(student.Plan.Folder.TranscriptionReport, html, CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
        catch
        {
            students.Writer.TryComplete();
            throw;
        }
    }

    /// <summary>Writes the summary of all students of the assignment: those of this run, and those of whom there are results from earlier ones.</summary>
    /// <exception cref="ExamException">A file could not be read or written.</exception>
    public async Task<TranscriptionSummary> WriteSummaryAsync(IReadOnlyList<StudentOutcome> students)
    {
        var byName = students.ToDictionary(student => student.Plan.Folder.Name, StringComparer.Ordinal);
        var all = new List<StudentTranscription>();
        foreach (var folder in plan.Folder.ListStudents())
        {
            var found = byName.GetValueOrDefault(folder.Name) is { IsComplete: true } student
                ? student.Summarise(now: null)
                : await ExamFiles.TryReadTranscriptionAsync(folder, CancellationToken.None).ConfigureAwait(false);
            if (found is not null)
            {
                all.Add(found);
            }
        }

        var summary = TranscriptionSummary.Of(plan.Folder.Name, plan.Options.Model, all, time.GetUtcNow());
        await JsonFile.WriteAsync(
            plan.Folder.TranscriptionSummary, summary, TranscriptionJsonContext.Readable.TranscriptionSummary, CancellationToken.None).ConfigureAwait(false);
        if (plan.Options.Html)
        {
            await AtomicFile.WriteTextAsync(plan.Folder.TranscriptionIndex, IndexReport.Render(summary), CancellationToken.None).ConfigureAwait(false);
        }

        return summary;
    }
}
