using Aita.Exams.Estimates;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>What the grading stage will do, known before anything is sent.</summary>
public sealed class GradingPlan
{
    /// <summary>Tokens of an answer for each criterion, and for the rest of it.</summary>
    private static readonly TokenRange CriterionTokens = new(40, 150);
    private static readonly TokenRange RestTokens = new(40, 200);

    private GradingPlan(GradeBook book, GradingStageOptions options, StudentRegister register, IReadOnlyList<StudentCase> students, ForcedRun forcedRun)
    {
        (Book, Options, Register, Students, ForcedRun) = (book, options, register, students, forcedRun);
    }

    /// <summary>The assignment.</summary>
    public AssignmentFolder Folder => Book.Folder;

    /// <summary>Requests to be sent.</summary>
    public int Calls => Orders.Count;

    /// <summary>Students in the plan.</summary>
    public int TotalStudents => Students.Count;

    /// <summary>Answers of these students.</summary>
    public int TotalAnswers => Students.Count * Book.Questions.Count;

    /// <summary>The number of calls and about what they use.</summary>
    public CallEstimate Estimate { get; private set; } = CallEstimate.None;

    /// <summary>What a person should know before, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Whether a forced run was interrupted, with which this one goes on.</summary>
    public bool ContinuesForcedRun => Students.Any(student => ForcedRun.Covers(student.Folder.Name));

    internal GradeBook Book { get; }

    internal GradingStageOptions Options { get; }

    internal StudentRegister Register { get; }

    internal IReadOnlyList<StudentCase> Students { get; }

    internal ForcedRun ForcedRun { get; }

    internal IReadOnlyList<GradingOrder> Orders { get; private set; } = [];

    /// <summary>Reads and checks everything, and decides which answers are to be graded. Writes nothing.</summary>
    /// <exception cref="ExamException">The exam or the rubrics are missing or do not fit each other; the message names the questions.</exception>
    public static async Task<GradingPlan> ReadAsync(
        AssignmentFolder folder, GradingStageOptions? options = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new GradingStageOptions();
        if (options.Policy.Problems() is { Count: > 0 } problems)
        {
            throw new ExamException(ExamErrorKind.Invalid, string.Join(' ', problems));
        }

        var book = new GradeBook(folder, options.Policy, time ?? TimeProvider.System);
        await book.OpenAsync(cancellationToken).ConfigureAwait(false);
        var warnings = await AssignmentRubrics.AddToAsync(book, cancellationToken).ConfigureAwait(false);
        var register = await StudentList.ReadRegisterAsync(folder, cancellationToken).ConfigureAwait(false);
        var forcedRun = await ForcedRun.ReadAsync(folder.ForcedGrading, cancellationToken).ConfigureAwait(false);
        warnings.AddRange(StudentList.LeftOver(folder).Select(student =>
            $"{student.Name} has a transcription, but no pages in {student.Pages}, and is not graded: put the pages back, or delete {student.TranscriptionFolder}."));
        var students = new List<StudentCase>();
        foreach (var student in Choose(folder, register, options.Student))
        {
            var read = await StudentCase.ReadAsync(student, register.Find(student.Name)!, answers: null, cancellationToken).ConfigureAwait(false);
            if (read.Answers is null && !read.Identity.IsExcused)
            {
                warnings.Add($"{student.Name} has no transcription and is not graded: run aita transcribe.");
                continue;
            }

            students.Add(read);
        }

        options = options with { Student = options.Student is null ? null : students.Count == 1 ? students[0].Folder.Name : options.Student };
        var plan = new GradingPlan(book, options, register, students, forcedRun) { Warnings = warnings };
        await plan.DecideAsync(cancellationToken).ConfigureAwait(false);
        return plan;
    }

    private static IReadOnlyList<StudentFolder> Choose(AssignmentFolder folder, StudentRegister register, string? wanted)
    {
        var all = StudentList.Of(folder);
        if (all.Count == 0)
        {
            throw new ExamException(ExamErrorKind.Missing, $"There are no students in {folder.Grouped}, and no transcriptions in {folder.TranscriptionResults}: run aita transcribe first.");
        }

        return wanted is null ? all : [folder.Student(new StudentLookup([.. all.Select(entry => register.Find(entry.Name)!)]).Get(wanted).Folder)];
    }

    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        var rules = await Book.ReadRulesAsync(cancellationToken).ConfigureAwait(false);
        Orders = GradingOrders.Of(
            Book.Questions, Students, rules.Decisions, Options, student => Options.Force || ForcedRun.Covers(student.Folder.Name), Book.Time.GetUtcNow());
        Estimate = Orders.Aggregate(CallEstimate.None, (sum, order) => sum + EstimateOf(order));
    }

    private static CallEstimate EstimateOf(GradingOrder order)
    {
        var criteria = order.Question.Rubric.Criteria.Count;
        return CallEstimate.One(order.Task.BuildMessages(), images: 0, new TokenRange(CriterionTokens.Low * criteria, CriterionTokens.High * criteria) + RestTokens);
    }
}
