using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>
/// The grades of an assignment as files: composes each student's from what is known, writes what changed, and keeps the files of the class. Used
/// by grading and by decisions alike, so that both give the same grades.
/// </summary>
internal sealed class GradeBook(AssignmentFolder folder, ReviewPolicy policy, TimeProvider time)
{
    private readonly Dictionary<string, QuestionCase> _questions = new(StringComparer.Ordinal);

    public AssignmentFolder Folder => folder;

    public ReviewPolicy Policy => policy;

    public TimeProvider Time => time;

    /// <summary>The exam; <see langword="null"/> until it is known.</summary>
    public ExamSpec? Spec { get; private set; }

    public Acceptance Acceptance { get; private set; } = Acceptance.None;

    /// <summary>The questions of the exam in its order; one whose rubric is not there yet has no criteria.</summary>
    public IReadOnlyList<QuestionCase> Questions =>
        [.. (Spec?.Questions ?? []).Select(question => _questions.GetValueOrDefault(question.QuestionId) ?? new QuestionCase(question, new Rubric(), null, AnswerRoom.Of(Spec!, question)))];

    /// <summary>Whether every question has its rubric.</summary>
    public bool HasAllRubrics => Spec is not null && Spec.Questions.All(question => _questions.ContainsKey(question.QuestionId));

    /// <summary>Reads the exam and the calibration, unless they were read before.</summary>
    /// <exception cref="ExamException">A file is missing or malformed.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (Spec is null)
        {
            Acceptance = await CalibrationReport.ReadAcceptanceAsync(folder, cancellationToken).ConfigureAwait(false);
            Spec = File.Exists(folder.ExamSpec)
                ? await ExamFiles.ReadExamSpecAsync(folder, cancellationToken).ConfigureAwait(false)
                : throw new ExamException(ExamErrorKind.Missing, $"The assignment '{folder.Name}' has no questions: put them into {folder.ExamSpec}, or check the name of the assignment.");
        }
    }

    public void Add(QuestionCase question) => _questions[question.Id] = question;

    /// <summary>What persons decided by now; read anew each time, for someone may decide while a run goes on.</summary>
    /// <exception cref="ExamException">The file is malformed.</exception>
    public async Task<GradingRules> ReadRulesAsync(CancellationToken cancellationToken) =>
        new(policy, Acceptance, new DecisionBook(await DecisionLog.ReadAsync(folder.Decisions, cancellationToken).ConfigureAwait(false)));

    /// <summary>Records what persons decided. The grades follow by <see cref="WriteAsync"/>.</summary>
    /// <exception cref="ExamException">The disk refused, or the file is malformed.</exception>
    public async Task RecordAsync(IReadOnlyList<GradeDecision> decisions, CancellationToken cancellationToken)
    {
        using var alone = await LockAsync(cancellationToken).ConfigureAwait(false);
        await DecisionLog.AppendAsync(folder.Decisions, decisions, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes what changed of a student: gradings first, then the record, then the grades that follow. What another command wrote since the
    /// student was read is taken over before; only one command writes at a time.
    /// </summary>
    /// <exception cref="ExamException">A file could not be written, or a hand-edited one contradicts itself.</exception>
    public async Task<StudentGrades> WriteAsync(StudentCase student, CancellationToken cancellationToken)
    {
        using var alone = await LockAsync(cancellationToken).ConfigureAwait(false);
        await student.RefreshAsync(cancellationToken).ConfigureAwait(false);
        KeepForeignGrades(student);
        var edits = HandEdits.Find(student, Questions, time.GetUtcNow());
        await DecisionLog.AppendAsync(folder.Decisions, edits, cancellationToken).ConfigureAwait(false);
        var rules = await ReadRulesAsync(cancellationToken).ConfigureAwait(false);
        var grades = Compose(student, rules);
        if (student.Gradings.Gradings.Count > 0)
        {
            await GradeFile.WriteAsync(student.Folder.Gradings, student.Gradings, GradingJsonContext.Readable.StudentGradings, cancellationToken).ConfigureAwait(false);
        }

        await WriteRecordAsync(student, grades, cancellationToken).ConfigureAwait(false);
        await GradeFile.WriteAsync(student.Folder.Grades, grades, GradingJsonContext.Readable.StudentGrades, cancellationToken).ConfigureAwait(false);
        await GradeFile.WriteAsync(
            student.Folder.GradeSummary, GradeSummaryFile.Of(grades), GradingJsonContext.Readable.GradeSummaryFile, cancellationToken).ConfigureAwait(false);
        return grades;
    }

    /// <summary>A student's grades as they follow now. Pure.</summary>
    public StudentGrades Compose(StudentCase student, GradingRules rules)
    {
        var grades = MarkComposer.Compose(Questions, student, rules);
        return StudentGrades.Of(student.Identity.StudentName, student.Identity.StudentId, grades, grades.Max(grade => grade.GradedAt));
    }

    /// <summary>Writes the files of the class, from the grades of all its students.</summary>
    /// <exception cref="ExamException">A file could not be read or written.</exception>
    public async Task<ClassSummaryFile> WriteClassAsync(StudentRegister register, CancellationToken cancellationToken)
    {
        using var alone = await LockAsync(cancellationToken).ConfigureAwait(false);
        var members = new List<ClassMember>();
        foreach (var student in StudentList.Of(folder))
        {
            if (await ExamFiles.TryReadGradesAsync(student, cancellationToken).ConfigureAwait(false) is { } grades)
            {
                members.Add(new ClassMember(student.Name, register.Find(student.Name)?.Pseudonym ?? "", grades));
            }
        }

        var context = GradingJsonContext.Readable;
        var summary = ClassSummaryFile.Of(folder.Name, Spec!, members, Acceptance, (await RubricApproval.MissingAsync(folder, Questions, cancellationToken).ConfigureAwait(false)).Count == 0);
        await GradeFile.WriteAsync(folder.GradingSummary, summary, context.ClassSummaryFile, cancellationToken).ConfigureAwait(false);
        await GradeFile.WriteAsync(
            folder.GradeDistribution, DistributionFile.Of([.. members.Select(member => member.Grades)]), context.DistributionFile, cancellationToken).ConfigureAwait(false);
        await GradeFile.WriteAsync(folder.ReviewQueue, ReviewQueueFile.Of(members, Spec!.SumOfPoints), context.ReviewQueueFile, cancellationToken).ConfigureAwait(false);
        await GradeFile.WriteAsync(folder.ReviewPolicy, policy, context.ReviewPolicy, cancellationToken).ConfigureAwait(false);
        return summary;
    }

    private Task<FileLock> LockAsync(CancellationToken cancellationToken) => FileLock.TakeAsync(folder.GradingLock, time, cancellationToken);

    /// <summary>Grades that another system left are moved aside, not overwritten.</summary>
    private static void KeepForeignGrades(StudentCase student)
    {
        var aside = Path.ChangeExtension(student.Folder.Grades, ".earlier.json");
        if (student.OnDisk is not null && student.Record.Items.Count == 0 && !File.Exists(aside))
        {
            File.Move(student.Folder.Grades, aside);
        }
    }

    private GradeSources SourcesOf(StudentCase student) =>
        GradeSources.OfClass(Spec!, [.. _questions.Values.Select(question => question.Rubric)], [.. _questions.Values.Select(question => question.Key).OfType<AnswerKey>()])
            .With(student.Answers);

    private async Task WriteRecordAsync(StudentCase student, StudentGrades grades, CancellationToken cancellationToken)
    {
        var onDisk = student.OnDisk?.QuestionGrades.GroupBy(grade => grade.QuestionId, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => HandEdits.HashOf(group.First()), StringComparer.Ordinal);
        var items = grades.QuestionGrades.ToDictionary(
            grade => grade.QuestionId,
            grade =>
            {
                var hash = HandEdits.HashOf(grade);
                var stamp = student.Gradings.Find(grade.QuestionId, second: false)?.Stamp ?? "";
                var before = student.Record.Items.GetValueOrDefault(grade.QuestionId);
                return before?.Written == hash && before.Stamp == stamp ? before : student.Record.Next(grade.QuestionId, stamp, hash, onDisk?.GetValueOrDefault(grade.QuestionId));
            },
            StringComparer.Ordinal);
        var sources = SourcesOf(student);
        if (student.Record.Sources != sources || items.Count != student.Record.Items.Count || items.Any(item => student.Record.Items.GetValueOrDefault(item.Key) != item.Value))
        {
            await new StageRecord { Items = items, Sources = sources }.WriteAsync(student.Folder.GradingRecord, cancellationToken).ConfigureAwait(false);
        }
    }
}
