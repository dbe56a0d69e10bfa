using System.Runtime.CompilerServices;
using Aita.Exams.Domain;
using Aita.Exams.Workflow;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Transcription;

/// <summary>
/// The transcription of pages inside of a batch. A student's files are written as soon as the last page is read. A page that cannot be read is
/// reported as failed and never passes for an empty answer.
/// </summary>
public sealed class TranscriptionWork : IStageWork
{
    private readonly StudentBoard _board;
    private readonly StudentWriter _writer;
    private readonly List<StudentFolder> _waiting = [];
    private readonly List<string> _warnings;
    private TranscriptionPlan _plan;
    private TranscriptionStageResult? _result;

    /// <summary>Creates the work.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="time">The clock of time stamps; the system's if <see langword="null"/>.</param>
    public TranscriptionWork(TranscriptionPlan plan, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        _warnings = [.. plan.Warnings];
        _board = new StudentBoard(time ?? TimeProvider.System);
        _writer = new StudentWriter(plan.Folder, plan.Options, time ?? TimeProvider.System);
        foreach (var student in plan.Students)
        {
            _board.Add(student);
        }
    }

    /// <summary>
    /// Called when all pages of a student have their outcome and the answers are written. From <see cref="StartAsync"/> too, beside the other
    /// members: hand on by <see cref="StageBatch.Post"/>. Not called when handwriting is not mapped to questions.
    /// </summary>
    public Func<StudentFolder, StudentAnswers, CancellationToken, ValueTask>? StudentRead { get; set; }

    /// <inheritdoc/>
    public string Name => TranscriptionStage.Name;

    /// <summary>What became of the stage.</summary>
    /// <exception cref="InvalidOperationException">The work is not finished.</exception>
    public TranscriptionStageResult Result => _result ?? throw new InvalidOperationException("The transcription is not finished yet.");

    /// <inheritdoc/>
    public bool Owns(string taskId)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        return taskId.StartsWith(ScannedPage.TaskPrefix, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LlmTask> StartAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plan = _plan;
        if (plan.Register is { } register && plan.Calls > 0)
        {
            // Pseudonyms go into the checkpoint, so who they are must be on the disk before. Others may have written there since the plan was made.
            await register.WriteMissingAsync(plan.Folder, cancellationToken).ConfigureAwait(false);
        }

        foreach (var task in InARow(plan.Students.SelectMany(plan.TasksOf)))
        {
            yield return task;
        }

        foreach (var student in plan.Students.Where(student => student.Open == 0))
        {
            await WriteAsync(_board.OutcomeOf(student), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Adds a student whose folder of pages is complete. One that is there already is left as it is.</summary>
    /// <returns>The pages to read; none while the exam is awaited.</returns>
    /// <exception cref="ExamException">A file of the student is malformed, or could not be written.</exception>
    public async ValueTask<IReadOnlyList<LlmTask>> AddStudentAsync(StudentFolder student, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(student);
        if (_board.Knows(student.Name))
        {
            return [];
        }

        if (_plan.AwaitsSpec)
        {
            _waiting.Add(student);
            return [];
        }

        var register = await StudentRegister.ReadAsync(_plan.Folder, cancellationToken).ConfigureAwait(false);
        if (register.Find(student.Name) is null)
        {
            register = register.With([new StudentIdentity { Folder = student.Name, StudentName = student.Name }]);
            await register.WriteAsync(_plan.Folder, cancellationToken).ConfigureAwait(false);
        }

        var strips = await _plan.ReadStripsAsync(cancellationToken).ConfigureAwait(false);
        var plan = await _plan.PlanAsync(student, register.Find(student.Name)!, strips, cancellationToken).ConfigureAwait(false);
        _board.Add(plan);
        _warnings.AddRange([.. PlanWarnings.Of(plan, _plan.Spec), .. PlanWarnings.OfStrips([plan])]);
        if (plan.Open == 0)
        {
            await WriteAsync(_board.OutcomeOf(plan), cancellationToken).ConfigureAwait(false);
        }

        return InARow(_plan.TasksOf(plan));
    }

    /// <summary>Gives the exam that the plan awaits. Students that were added before are read now.</summary>
    /// <returns>The pages to read.</returns>
    /// <exception cref="ExamException">A file of a student is malformed, or could not be written.</exception>
    public async ValueTask<IReadOnlyList<LlmTask>> UseSpecAsync(ExamSpec spec, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (!_plan.AwaitsSpec)
        {
            return [];
        }

        _plan = _plan.With(spec);
        var tasks = new List<LlmTask>();
        foreach (var student in _waiting)
        {
            tasks.AddRange(await AddStudentAsync(student, cancellationToken).ConfigureAwait(false));
        }

        _waiting.Clear();
        return tasks;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LlmTask>> TakeAsync(TaskResult result, CancellationToken cancellationToken)
    {
        if (result is TaskResult<PageReading> page && _board.Take(page, _plan.StampOf, _plan.Prompt.Questions) is { } student)
        {
            await WriteAsync(student, cancellationToken).ConfigureAwait(false);
        }

        return [];
    }

    /// <inheritdoc/>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var student in _board.Unfinished())
        {
            await WriteAsync(student, cancellationToken).ConfigureAwait(false);
        }

        var students = _board.All();
        var summary = await _writer.FinishAsync(students).ConfigureAwait(false);
        _result = new TranscriptionStageResult
        {
            Items = [.. students.SelectMany(student => student.Pages).Select(page => page.Item)],
            Warnings = [.. _warnings, .. students.SelectMany(student => student.Pages).SelectMany(page => page.Warnings), .. _writer.Notes],
            Summary = summary,
            Files = _plan.Options.Html ? [_plan.Folder.TranscriptionIndex, _plan.Folder.TranscriptionSummary] : [_plan.Folder.TranscriptionSummary],
        };
    }

    /// <summary>Pages in the order in which they are sent, each knowing the next one.</summary>
    private static List<PageTranscriptionTask> InARow(IEnumerable<PageTranscriptionTask> tasks)
    {
        var row = tasks.ToList();
        foreach (var (task, next) in row.Zip(row.Skip(1)))
        {
            task.Next = next;
        }

        return row;
    }

    private async Task WriteAsync(StudentOutcome student, CancellationToken cancellationToken)
    {
        var answers = await _writer.WriteAsync(student, _plan.Spec, cancellationToken).ConfigureAwait(false);
        if (answers is not null && StudentRead is { } studentRead)
        {
            await studentRead(student.Plan.Folder, answers, cancellationToken).ConfigureAwait(false);
        }
    }
}
