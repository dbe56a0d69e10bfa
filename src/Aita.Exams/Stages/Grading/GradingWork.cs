using System.Runtime.CompilerServices;
using Aita.Exams.Domain;
using Aita.Exams.Workflow;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Grading;

/// <summary>
/// Grading inside of a batch: an answer is graded as soon as its question's rubric and the student's answers are there. A student's files are
/// written when the last answer is settled, those of the class at the end.
/// </summary>
public sealed class GradingWork : IStageWork
{
    private readonly GradeBook _book;
    private readonly GradingStageOptions _options;
    private readonly Dictionary<string, StudentSeat> _seats = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (GradingOrder Order, StudentSeat Seat)> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly List<StageItem> _settled = [];
    private readonly IReadOnlyList<GradingOrder> _planned = [];
    private readonly IReadOnlyList<string> _warnings = [];
    private StudentRegister? _register;
    private ClassSummaryFile? _summary;

    /// <summary>Grading beside other stages: nothing is known yet, questions and students are added as they become ready.</summary>
    /// <param name="folder">The assignment.</param>
    /// <param name="options">How to grade; defaults if <see langword="null"/>.</param>
    /// <param name="time">The clock of time stamps; the system's if <see langword="null"/>.</param>
    public GradingWork(AssignmentFolder folder, GradingStageOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _options = options ?? new GradingStageOptions();
        _book = new GradeBook(folder, _options.Policy, time ?? TimeProvider.System);
    }

    /// <summary>Grading by a plan, in which everything is known.</summary>
    internal GradingWork(GradingPlan plan)
    {
        (_book, _options, _register, _planned, _warnings) = (plan.Book, plan.Options, plan.Register, plan.Orders, plan.Warnings);
        foreach (var student in plan.Students)
        {
            _seats.Add(student.Folder.Name, new StudentSeat(student));
        }

        foreach (var order in _planned)
        {
            Open(order, _seats[order.Student.Folder.Name]);
        }
    }

    /// <inheritdoc/>
    public string Name => GradingStage.Name;

    /// <inheritdoc/>
    public bool Owns(string taskId)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        return taskId.StartsWith(GradingTask.Prefix, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LlmTask> StartAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var order in _planned)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return order.Task;
        }
    }

    /// <summary>A question's rubric is ready.</summary>
    /// <param name="question">The question.</param>
    /// <param name="rubric">Its rubric.</param>
    /// <param name="key">Its answer key; <see langword="null"/> if there is none.</param>
    /// <param name="cancellationToken">Stops reading files.</param>
    /// <returns>The requests that have become possible.</returns>
    /// <exception cref="ExamException">The rubric does not fit the question, or a file cannot be read.</exception>
    public async ValueTask<IReadOnlyList<LlmTask>> AddQuestionAsync(
        ExamQuestion question, Rubric rubric, AnswerKey? key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(rubric);
        if (rubric.Validate(question) is { Count: > 0 } errors)
        {
            throw new ExamException(ExamErrorKind.Invalid, $"Question {question.QuestionId} cannot be graded:\n- {string.Join("\n- ", errors)}");
        }

        await _book.OpenAsync(cancellationToken).ConfigureAwait(false);
        var added = new QuestionCase(question, rubric, key, AnswerRoom.Of(_book.Spec!, question));
        _book.Add(added);
        return await OpenAsync([added], [.. _seats.Values], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All pages of a student are read.</summary>
    /// <param name="folder">The student.</param>
    /// <param name="answers">What was read, question by question.</param>
    /// <param name="cancellationToken">Stops reading files.</param>
    /// <returns>The requests that have become possible.</returns>
    /// <exception cref="ExamException">A file cannot be read.</exception>
    public async ValueTask<IReadOnlyList<LlmTask>> AddStudentAsync(StudentFolder folder, StudentAnswers answers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(answers);
        await _book.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (_register?.Find(folder.Name) is null)
        {
            _register = await StudentList.OpenRegisterAsync(_book.Folder, cancellationToken).ConfigureAwait(false);
        }

        var identity = _register.Find(folder.Name) ?? new StudentIdentity { Folder = folder.Name, StudentName = folder.Name, Pseudonym = folder.Name };
        var seat = new StudentSeat(await StudentCase.ReadAsync(folder, identity, answers, cancellationToken).ConfigureAwait(false));
        _seats[folder.Name] = seat;
        return await OpenAsync([.. _book.Questions.Where(question => question.Rubric.Criteria.Count > 0)], [seat], cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LlmTask>> TakeAsync(TaskResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!_open.Remove(result.TaskId, out var entry))
        {
            return [];
        }

        var (order, seat) = entry;
        seat.Open--;
        _settled.Add(GradingOutcome.ItemOf(order, result));
        var earlier = seat.Student.Gradings.Find(order.Question.Id, order.Reader.IsSecond);
        if (GradingOutcome.GradingOf(order, (TaskResult<GradingAnswer>)result, earlier, _book.Time.GetUtcNow()) is { } grading)
        {
            seat.Student.Take(grading);
        }

        if (seat.Open == 0 && _book.HasAllRubrics)
        {
            await WriteAsync(seat, cancellationToken).ConfigureAwait(false);
        }

        return [];
    }

    /// <inheritdoc/>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_book.Spec is null)
        {
            return;
        }

        _register = await StudentList.OpenRegisterAsync(_book.Folder, cancellationToken).ConfigureAwait(false);
        foreach (var seat in _seats.Values.Where(seat => !seat.IsWritten))
        {
            await WriteAsync(seat, cancellationToken).ConfigureAwait(false);
        }

        _summary = await _book.WriteClassAsync(_register, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What became of it, after <see cref="FinishAsync"/>.</summary>
    public GradingStageResult ToResult() => new()
    {
        Items = [.. _settled, .. _open.Values.Select(entry => GradingOutcome.ItemOf(entry.Order, result: null)), .. ReadyItems()],
        Warnings = _warnings,
        Files = _summary is null ? [] : [_book.Folder.GradingSummary, _book.Folder.GradeDistribution, _book.Folder.ReviewQueue],
        Statement = _summary?.Statement ?? "Nothing was graded.",
        OpenAnswers = _summary?.Students.Sum(student => student.OpenQuestions) ?? 0,
    };

    private async ValueTask<IReadOnlyList<LlmTask>> OpenAsync(
        IReadOnlyList<QuestionCase> questions, IReadOnlyList<StudentSeat> seats, CancellationToken cancellationToken)
    {
        var rules = await _book.ReadRulesAsync(cancellationToken).ConfigureAwait(false);
        var orders = GradingOrders.Of(
            questions, [.. seats.Select(seat => seat.Student)], rules.Decisions, _options, _ => _options.Force, _book.Time.GetUtcNow());
        var tasks = new List<LlmTask>();
        foreach (var order in orders.Where(order => _given.Add(order.Task.Id)))
        {
            Open(order, _seats[order.Student.Folder.Name]);
            tasks.Add(order.Task);
        }

        return tasks;
    }

    private void Open(GradingOrder order, StudentSeat seat)
    {
        seat.Open++;
        seat.IsWritten = false;
        _open.Add(order.Task.Id, (order, seat));
    }

    private async Task WriteAsync(StudentSeat seat, CancellationToken cancellationToken)
    {
        seat.Grades = await _book.WriteAsync(seat.Student, cancellationToken).ConfigureAwait(false);
        seat.IsWritten = true;
    }

    /// <summary>Answers that a model or a person has settled before.</summary>
    private IEnumerable<StageItem> ReadyItems()
    {
        var asked = _settled.Select(item => item.Id).Concat(_open.Keys).ToHashSet(StringComparer.Ordinal);
        foreach (var seat in _seats.Values)
        {
            foreach (var grade in seat.Grades?.QuestionGrades ?? [])
            {
                var id = GradingTask.IdOf(grade.QuestionId, seat.Student.Identity.Pseudonym, Reader.First);
                if (!asked.Contains(id) && GradingOutcome.ReadyStateOf(grade, seat.Student) is { } state)
                {
                    yield return new StageItem(id, GradingOutcome.NameOf(grade.QuestionId, seat.Student, isSecond: false), state);
                }
            }
        }
    }

    /// <summary>A student while answers come in.</summary>
    private sealed class StudentSeat(StudentCase student)
    {
        public StudentCase Student { get; } = student;

        /// <summary>Requests that are not settled.</summary>
        public int Open { get; set; }

        public bool IsWritten { get; set; }

        public StudentGrades? Grades { get; set; }
    }
}
