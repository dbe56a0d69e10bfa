using Aita.Exams.Domain;
using Aita.Exams.Estimates;
using Aita.Exams.Privacy;
using Aita.Exams.Workspace;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Stages.Transcription;

/// <summary>What the transcription stage will do, known before anything is sent. Immutable.</summary>
public sealed class TranscriptionPlan
{
    /// <summary>Tokens of one page's text: a line at one end, a page full of LaTeX at the other.</summary>
    private static readonly TokenRange PageTokens = new(100, 1200);

    private TranscriptionPlan(AssignmentFolder folder, TranscriptionStageOptions options, ForcedRun forcedRun, ExamSpec? spec, bool awaitsSpec)
    {
        (Folder, Options, ForcedRun, AwaitsSpec) = (folder, options, forcedRun, awaitsSpec);
        Spec = options.MapQuestions ? spec : null;
        Prompt = Spec is null ? PagePrompt.Plain : new PagePrompt(Spec);
    }

    /// <summary>The assignment.</summary>
    public AssignmentFolder Folder { get; }

    /// <summary>Pages to be read.</summary>
    public int Calls => Students.Sum(student => student.Open);

    /// <summary>Pages of all students, those already read included.</summary>
    public int TotalPages => Students.Sum(student => student.Pages.Count);

    /// <summary>Students in the plan.</summary>
    public int TotalStudents => Students.Count;

    /// <summary>The number of calls and about what they use.</summary>
    public CallEstimate Estimate => PerPage.Times(Calls);

    /// <summary>What one page uses.</summary>
    public CallEstimate PerPage => CallEstimate.One([new ChatMessage(ChatRole.User, Prompt.Text)], images: 1, PageTokens);

    /// <summary>What looks wrong with the scans, one sentence each: no pages, another number than the exam has, another image than an edited page was read from, or names that cannot be painted over.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Whether handwriting is mapped to the printed questions.</summary>
    public bool MapsQuestions => Spec is not null || AwaitsSpec;

    /// <summary>Whether names are painted over before a page is sent.</summary>
    public bool MasksNames { get; private init; }

    /// <summary>Whether a forced run was interrupted, with which this one goes on.</summary>
    public bool ContinuesForcedRun => Students.Any(student => ForcedRun.Covers(student.Folder.Name));

    internal TranscriptionStageOptions Options { get; }

    internal ForcedRun ForcedRun { get; }

    internal ExamSpec? Spec { get; }

    /// <summary>Whether students wait until the exam is there.</summary>
    internal bool AwaitsSpec { get; }

    internal PagePrompt Prompt { get; }

    internal IReadOnlyList<StudentPlan> Students { get; private init; } = [];

    /// <summary>The students with their pseudonyms; it may hold some that are not in its file yet.</summary>
    internal StudentRegister? Register { get; private init; }

    /// <summary>Finds the pages, and decides which are to be read.</summary>
    /// <exception cref="ExamException">There are no students, or not the one asked for, or a file is malformed.</exception>
    public static async Task<TranscriptionPlan> ReadAsync(
        AssignmentFolder folder, TranscriptionStageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new TranscriptionStageOptions();
        options.Images.Validate();
        var register = await StudentRegister.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        var chosen = StudentChoice.Of(folder, register, options.Student);
        options = options with { Student = options.Student is null ? null : chosen[0].Name };
        var spec = File.Exists(folder.ExamSpec) ? await ExamFiles.ReadExamSpecAsync(folder, cancellationToken).ConfigureAwait(false) : null;
        var forcedRun = await ForcedRun.ReadAsync(folder.ForcedTranscription, cancellationToken).ConfigureAwait(false);
        register = register.With(chosen.Where(student => register.Find(student.Name) is null)
            .Select(student => new StudentIdentity { Folder = student.Name, StudentName = student.Name }));

        var plan = new TranscriptionPlan(folder, options, forcedRun, spec, awaitsSpec: false);
        var strips = await plan.ReadStripsAsync(cancellationToken).ConfigureAwait(false);
        var students = new List<StudentPlan>();
        foreach (var student in chosen)
        {
            students.Add(await plan.PlanAsync(student, register.Find(student.Name)!, strips, cancellationToken).ConfigureAwait(false));
        }

        return new TranscriptionPlan(folder, options, forcedRun, spec, awaitsSpec: false)
        {
            Students = students,
            Register = register,
            MasksNames = strips.IsOn,
            Warnings = [.. students.SelectMany(student => PlanWarnings.Of(student, spec)), .. PlanWarnings.OfStrips(students)],
        };
    }

    /// <summary>A plan to which students are added while the batch runs (see <see cref="TranscriptionWork.AddStudentAsync"/>): there need be none yet.</summary>
    /// <param name="folder">The assignment.</param>
    /// <param name="options">How pages are transcribed.</param>
    /// <param name="awaitsSpec">Whether the exam comes while the batch runs (see <see cref="TranscriptionWork.UseSpecAsync"/>); students wait for it.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ExamException">A file is malformed.</exception>
    public static async Task<TranscriptionPlan> OpenAsync(
        AssignmentFolder folder, TranscriptionStageOptions options, bool awaitsSpec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        options.Images.Validate();
        var spec = !awaitsSpec && File.Exists(folder.ExamSpec) ? await ExamFiles.ReadExamSpecAsync(folder, cancellationToken).ConfigureAwait(false) : null;
        var forcedRun = await ForcedRun.ReadAsync(folder.ForcedTranscription, cancellationToken).ConfigureAwait(false);
        var plan = new TranscriptionPlan(folder, options, forcedRun, spec, awaitsSpec);
        var strips = await plan.ReadStripsAsync(cancellationToken).ConfigureAwait(false);
        return new TranscriptionPlan(folder, options, forcedRun, spec, awaitsSpec) { MasksNames = strips.IsOn };
    }

    internal TranscriptionPlan With(ExamSpec spec) => new(Folder, Options, ForcedRun, spec, awaitsSpec: false) { MasksNames = MasksNames };

    internal Task<NameStrips> ReadStripsAsync(CancellationToken cancellationToken) =>
        NameStrips.ReadAsync(Folder, Options.Redaction, Options.NameStripPercent, cancellationToken);

    internal Task<StudentPlan> PlanAsync(StudentFolder student, StudentIdentity identity, NameStrips strips, CancellationToken cancellationToken) =>
        new StudentPlanner(Options with { Force = Options.Force || ForcedRun.Covers(student.Name) }, Prompt, strips).PlanAsync(student, identity, cancellationToken);

    internal string StampOf(ScannedPage page, string sha256) => StudentPlanner.StampOf(page, sha256, Options, Prompt);

    internal IEnumerable<PageTranscriptionTask> TasksOf(StudentPlan student) =>
        student.Pages.Where(page => page.IsOpen).Select(page => new PageTranscriptionTask(page.Page, Options.Images, Prompt));
}
