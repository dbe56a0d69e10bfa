using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>Everything that the grades of one student follow from, besides the rubrics and the policy of the class.</summary>
internal sealed class StudentCase
{
    private readonly List<MachineGrading> _taken = [];

    public required StudentFolder Folder { get; init; }

    public required StudentIdentity Identity { get; init; }

    /// <summary>What was read; <see langword="null"/> when nothing was read yet.</summary>
    public StudentAnswers? Answers { get; set; }

    /// <summary>What models answered.</summary>
    public StudentGradings Gradings { get; private set; } = new();

    /// <summary>What the stage wrote last.</summary>
    public StageRecord Record { get; private set; } = new();

    /// <summary>The grades as they are on the disk; <see langword="null"/> if there are none.</summary>
    public StudentGrades? OnDisk { get; private set; }

    public StudentAnswer? AnswerTo(string questionId) =>
        Answers?.QuestionAnswers.FirstOrDefault(answer => string.Equals(answer.QuestionId, questionId, StringComparison.Ordinal));

    /// <exception cref="ExamException">A file is malformed.</exception>
    public static async Task<StudentCase> ReadAsync(
        StudentFolder folder, StudentIdentity identity, StudentAnswers? answers, CancellationToken cancellationToken)
    {
        var student = new StudentCase
        {
            Folder = folder,
            Identity = identity,
            Answers = answers ?? await ExamFiles.TryReadAnswersAsync(folder, cancellationToken).ConfigureAwait(false),
        };
        await student.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return student;
    }

    /// <summary>Takes what a model answered in this run.</summary>
    public void Take(MachineGrading grading)
    {
        _taken.Add(grading);
        Gradings = Gradings.With(grading);
    }

    /// <summary>
    /// Reads anew what is on the disk, which a person or another command may have changed in the meantime; what models answered in this run comes
    /// on top. Grades before the record, in the reverse order of writing, so that grades of a command that writes now do not pass for edits.
    /// </summary>
    /// <exception cref="ExamException">A file is malformed.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        OnDisk = await ExamFiles.TryReadGradesAsync(Folder, cancellationToken).ConfigureAwait(false);
        Record = await StageRecord.ReadAsync(Folder.GradingRecord, cancellationToken).ConfigureAwait(false);
        var gradings = await JsonFile.TryReadAsync(Folder.Gradings, GradingJsonContext.Readable.StudentGradings, cancellationToken).ConfigureAwait(false) ?? new();
        Gradings = _taken.Aggregate(gradings, (all, grading) => all.With(grading));
    }

    /// <summary>
    /// What is known of the answer. Files of older systems do not say: there no text with no confidence is a page that failed, and no entry at
    /// all is an answer that was not found; neither is a wrong answer.
    /// </summary>
    public static AnswerState StateOf(StudentAnswer? answer) => answer switch
    {
        null => AnswerState.Failed,
        { State: { } state } => state == AnswerState.Answered && string.IsNullOrWhiteSpace(answer.RawText) ? AnswerState.Blank : state,
        { RawText: var text } when !string.IsNullOrWhiteSpace(text) => AnswerState.Answered,
        { Confidence: > 0 } => AnswerState.Blank,
        _ => AnswerState.Failed,
    };
}
