using Aita.Exams.Domain;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Stages.Ingest;
using Aita.Exams.Stages.Questions;
using Aita.Exams.Stages.Rubrics;
using Aita.Exams.Stages.Transcription;
using Aita.Exams.Workflow;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Runs;

/// <summary>
/// All stages of an exam as one batch without barriers: a student's pages are transcribed while the scans of others are taken in, and an
/// answer is graded as soon as its question's rubric and the student's answers are there. Each stage writes its files as it goes, so a run that
/// was killed goes on where it was. For one run.
/// </summary>
public sealed class ExamRun : IDisposable
{
    /// <summary>The name of the batch in checkpoints.</summary>
    public const string Name = "run";

    private readonly ExamRunPlan _plan;
    private readonly TimeProvider _time;
    private readonly IngestWork? _ingest;
    private readonly QuestionsWork _questions;
    private readonly GradingWork _grading;
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private TranscriptionWork? _transcription;
    private RubricWork? _rubrics;
    private StageBatch? _batch;
    private LlmFailure? _stoppedBy;

    /// <summary>Creates the run.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="time">The clock of time stamps; the system's if <see langword="null"/>.</param>
    public ExamRun(ExamRunPlan plan, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        (_plan, _time) = (plan, time ?? TimeProvider.System);
        _ingest = plan.Ingest is null ? null : new IngestWork(plan.Ingest);
        _questions = new QuestionsWork(plan.Questions, _time);
        _grading = new GradingWork(plan.Folder, plan.Options.Grading, _time);
    }

    /// <summary>Runs the stages to the end, or until the batch is stopped, and writes their files.</summary>
    /// <param name="executor">Runs the requests.</param>
    /// <param name="batch">Events and callbacks.</param>
    /// <param name="cancellationToken">Stops the batch: what is done by then is written, the rest is not run.</param>
    /// <exception cref="ExamException">A file could not be read or written; the batch is stopped then.</exception>
    public async Task<ExamRunResult> RunAsync(ParallelLlmExecutor executor, BatchOptions? batch = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(executor);
        var (folder, options) = (_plan.Folder, _plan.Options);
        var awaited = await TranscriptionPlan.OpenAsync(
            folder, options.Transcription, awaitsSpec: _plan.Questions.Ready is null, cancellationToken).ConfigureAwait(false);
        _transcription = new TranscriptionWork(awaited, _time) { StudentRead = GradeAsync };
        _batch = _ingest is null ? new StageBatch(_questions, _transcription, _grading) : new StageBatch(_ingest, _questions, _transcription, _grading);
        _questions.SpecReady = UseSpecAsync;
        if (_ingest is not null)
        {
            _ingest.Post = _batch.Post;
            _ingest.StudentReady = (student, _) => TranscribeAsync(student);
        }
        else
        {
            foreach (var student in folder.ListStudents())
            {
                await TranscribeAsync(student).ConfigureAwait(false);
            }
        }

        await RunBatchAsync(executor, Options(batch), cancellationToken).ConfigureAwait(false);
        var result = ToResult();
        if (result.IsFinished && !cancellationToken.IsCancellationRequested)
        {
            await _plan.ForcedRun.FinishAsync(options.Student, CancellationToken.None).ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>Releases what the run holds, after it has ended.</summary>
    public void Dispose() => _batch?.Dispose();

    private async Task RunBatchAsync(ParallelLlmExecutor executor, BatchOptions batch, CancellationToken cancellationToken)
    {
        try
        {
            if (_plan.Options.Force)
            {
                await _plan.ForcedRun.PrepareAsync(_plan.Options.Student, CancellationToken.None).ConfigureAwait(false);
            }

            await _batch!.RunAsync(executor, _plan.Folder.CheckpointName(Name), batch, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _plan.ForcedRun.Discard();
        }
    }

    /// <summary>The exam is known: its rubrics can be made, and pages mapped to its questions.</summary>
    private ValueTask UseSpecAsync(ExamSpec spec, CancellationToken cancellationToken)
    {
        _batch!.Post(async token =>
        {
            var plan = await RubricPlan.ReadAsync(_plan.Folder, _plan.Options.Rubrics, token).ConfigureAwait(false);
            _rubrics = new RubricWork(plan) { QuestionReady = UseRubricAsync };
            _batch.Join(_rubrics);
            return await _transcription!.UseSpecAsync(spec, token).ConfigureAwait(false);
        });
        return ValueTask.CompletedTask;
    }

    private ValueTask UseRubricAsync(ExamQuestion question, Rubric rubric, AnswerKey? key, CancellationToken cancellationToken)
    {
        _batch!.Post(token => _grading.AddQuestionAsync(question, rubric, key, token));
        return ValueTask.CompletedTask;
    }

    private ValueTask TranscribeAsync(StudentFolder student)
    {
        if (IsWanted(student) && _given.Add(student.Name))
        {
            _batch!.Post(token => _transcription!.AddStudentAsync(student, token));
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask GradeAsync(StudentFolder student, StudentAnswers answers, CancellationToken cancellationToken)
    {
        _batch!.Post(token => _grading.AddStudentAsync(student, answers, token));
        return ValueTask.CompletedTask;
    }

    private bool IsWanted(StudentFolder student) =>
        _plan.Options.Student is not { } wanted || string.Equals(wanted, student.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Without a roster it is known only when all scans are in that nobody is called so.</summary>
    private IEnumerable<string> NobodyOfThatName() => _plan.Options.Student is { } wanted && _given.Count == 0 && _stoppedBy is null
        ? [$"No page was found of the student '{wanted}'."] : [];

    private BatchOptions Options(BatchOptions? batch) => new()
    {
        Resume = (batch?.Resume ?? true) && (!_plan.Options.Force || _plan.ContinuesForcedRun),
        OnEvent = happened =>
        {
            switch (happened)
            {
                case ExecutionEvent.BatchStarted { Checkpoint: not null } when _plan.Options.Force:
                    _plan.ForcedRun.Begin();
                    break;
                case ExecutionEvent.BatchStopping stopping:
                    _stoppedBy ??= stopping.Failure;
                    if (_rubrics is { } rubrics)
                    {
                        rubrics.StoppedBy ??= stopping.Failure;
                    }

                    break;
            }

            batch?.OnEvent?.Invoke(happened);
        },
        OnTaskCompleted = batch?.OnTaskCompleted,
        ExpectedTasks = _plan.Estimate.Calls,
    };

    private ExamRunResult ToResult()
    {
        var grading = _grading.ToResult();
        return new ExamRunResult
        {
            Stages =
            [
                (IngestStage.Name, _ingest?.Result.Items ?? []),
                (QuestionsStage.Name, _questions.Result.Items),
                (RubricStage.Name, _rubrics?.Result.Items ?? []),
                (TranscriptionStage.Name, _transcription!.Result.Items),
                (GradingStage.Name, grading.Items),
            ],
            Warnings = [.. _ingest?.Result.Warnings ?? [], .. _questions.Result.Warnings, .. _transcription.Result.Warnings, .. grading.Warnings, .. NobodyOfThatName()],
            Files = [.. _ingest?.Result.Files ?? [], .. _transcription.Result.Files, .. grading.Files],
            StoppedBy = _stoppedBy,
            IsIngested = _ingest?.Result.IsFinished ?? true,
            HasQuestions = _questions.Result.Spec is not null,
            UnresolvedScans = _ingest?.Result.Unresolved ?? 0,
            OpenAnswers = grading.OpenAnswers,
            Statement = grading.Items.Count > 0 ? grading.Statement : null,
        };
    }
}
